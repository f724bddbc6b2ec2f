import { checkSection } from "./check-section.ts";
import type { LanguageOverride } from "./language-override.ts";
import type { OutputField, TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** What is wrong with what a template does otherwise by language, each at its field: `languageOverrides.de.tone`. */
export function checkLanguages({
  languageOverrides,
  inputs,
  outputs,
  languages,
}: Pick<TemplateBody, "languageOverrides" | "inputs" | "outputs" | "languages">): TemplateProblem[] {
  return Object.entries(languageOverrides).flatMap(([tag, override]) => {
    const path = `languageOverrides.${tag}`;
    const isUsed = languages.length === 0 || languages.some((language) => isOf(tag, language));
    const unused = isUsed ? [] : [atField(path, "template_override_unused", { language: tag }, "warning")];
    const inTexts = (["tone", "requirements"] as const).flatMap((part) =>
      checkSection("requirements", override[part] ?? "", inputs).map(({ code, params, severity }) =>
        atField(`${path}.${part}`, code, params, severity),
      ),
    );
    return [...unused, ...inTexts, ...checkLimits(override, outputs, path)];
  });
}

function isOf(tag: string, language: string): boolean {
  return `${language}-`.toLowerCase().startsWith(`${tag}-`.toLowerCase());
}

function checkLimits(
  { maxLength = {} }: LanguageOverride,
  outputs: OutputField[],
  path: string,
): TemplateProblem[] {
  return Object.entries(maxLength).flatMap(([name, limit]) => {
    const at = `${path}.maxLength.${name}`;
    const field = outputs.find((one) => one.name === name);
    if (!field) return [atField(at, "template_override_field_unknown", { name }, "warning")];
    if (!hasLength(field)) return [atField(at, "template_override_without_length", { name })];
    const { minLength: least } = field;
    return least !== undefined && least > limit
      ? [atField(at, "template_limits_crossed", { name, least, most: limit })]
      : [];
  });
}

/** Whether a limit of characters means anything to a field: it is a text, or a list of texts. */
export function hasLength({ type, fields }: Pick<OutputField, "type" | "fields">): boolean {
  return type === "text" || (type === "list" && !fields?.length);
}
