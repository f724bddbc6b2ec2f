import { z } from "zod";

/** A BCP 47 language tag in its canonical spelling: "zh-cn" becomes "zh-CN". */
export const languageSchema = z
  .string()
  .max(35)
  .refine(isLanguageTag, "input_wanted_language")
  .transform((tag) => Intl.getCanonicalLocales(tag)[0] ?? tag);

function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
