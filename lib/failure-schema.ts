import { z } from "zod";
import type { Failure } from "./failure.ts";
import type { Locale } from "./i18n/locales.ts";
import { translateError } from "./i18n/translate.ts";

/** A reason in the API: its code for programs, its text for people. */
export const failureSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** In the reader's language. */
  message: z.string(),
});

export type ReadableFailure = z.output<typeof failureSchema>;

/** A reason with its text in the reader's language; one that has another for its `cause` says it in full. */
export function readableFailure<Reason extends Failure>(
  reason: Reason | null,
  locale: Locale,
): (Reason & { message: string }) | null {
  if (!reason) return null;
  const { code, params } = reason;
  const cause = params?.cause && { cause: translateError(locale, String(params.cause), params) };
  return { ...reason, message: translateError(locale, code, { ...params, ...cause }) };
}
