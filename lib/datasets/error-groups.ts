import { z } from "zod";
import type { Locale } from "#lib/i18n/locales.ts";
import { rowErrorText } from "./read-error-file.ts";

/** Rows that were left out for the same reason, as answers tell of them. */
export const errorGroupSchema = z.object({
  rule: z.string(),
  column: z.string().describe("Empty for errors of the row as a whole"),
  count: z.number().int(),
  firstSourceRow: z.number().int(),
  message: z.string(),
});

/** The same in words. */
export function toGroups(
  groups: { rule: string; column: string; count: number; firstSourceRow: number }[],
  locale: Locale,
): z.output<typeof errorGroupSchema>[] {
  return groups.map((group) => ({ ...group, message: rowErrorText({ ...group, value: "" }, locale) }));
}
