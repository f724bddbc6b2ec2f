import type { ReviewContextRow } from "#db/queries/review/batches.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import type { OutputField, TemplateBody } from "#lib/templates/template.ts";

/** The fields that an output of a batch has in a language, with the limits of that language. */
export function fieldsIn(
  { outputs, rules, languageOverrides }: Pick<ReviewContextRow, "outputs" | "rules" | "languageOverrides">,
  language: string,
): OutputField[] {
  const template = {
    outputs: outputs as OutputField[],
    rules: rules as TemplateBody["rules"],
    languageOverrides,
  };
  return inLanguage(template, language).outputs;
}
