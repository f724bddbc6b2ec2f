import { z } from "zod";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { SECTIONS } from "./section.ts";
import type { TemplateProblem } from "./template-problem.ts";

/** A problem as the API tells it: with its text in the reader's language. */
export const problemSchema = z.object({
  severity: z.enum(["error", "warning"]),
  code: z.string(),
  message: z.string(),
  place: z
    .discriminatedUnion("kind", [
      z.object({
        kind: z.literal("text"),
        step: z.int().optional().describe("Of a chain: the place of the step whose section it is, from 0"),
        section: z.enum(SECTIONS),
        from: z.number().int(),
        to: z.number().int(),
        line: z.number().int(),
        column: z.number().int(),
      }),
      z.object({ kind: z.literal("field"), path: z.string() }),
    ])
    .nullable(),
});

export type ReadableProblem = z.output<typeof problemSchema>;

/** Problems with their texts in a language. */
export function readableProblems(locale: Locale, problems: TemplateProblem[]): ReadableProblem[] {
  return problems.map(({ severity, code, params, place }) => ({
    severity,
    code,
    message: translateError(locale, code, params),
    place,
  }));
}
