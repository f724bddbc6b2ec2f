import { z } from "zod";
import type { Locale } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { type Verdict, verdictSchema } from "./verdict.ts";

/** A verdict in the API: its code for programs, its text for people. */
export const readableVerdictSchema = verdictSchema.extend({
  message: verdictSchema.shape.message.extend({ text: z.string().describe("In the reader's language") }),
});

export type ReadableVerdict = z.output<typeof readableVerdictSchema>;

/** Verdicts with their texts in a language. */
export function readableVerdicts(verdicts: readonly Verdict[], locale: Locale): ReadableVerdict[] {
  return verdicts.map(({ message, ...verdict }) => ({
    ...verdict,
    message: { ...message, text: translateError(locale, message.code, message.params) },
  }));
}
