import { z } from "zod";
import type { Failure } from "#lib/failure.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";

/** A reason in the API: its code for programs, its text for people. */
export const failureSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  /** In the reader's language. */
  message: z.string(),
});

/** A reason with its text in the reader's language. */
export function readableFailure<Reason extends Failure>(
  reason: Reason | null,
  locale: Locale,
): (Reason & { message: string }) | null {
  return reason && { ...reason, message: translateError(locale, reason.code, reason.params) };
}
