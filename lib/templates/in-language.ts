import { byLanguage } from "#lib/by-language.ts";
import type { LanguageOverride } from "./language-override.ts";
import type { Rule } from "./rule.ts";
import type { OutputField, TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

type InLanguages = Pick<TemplateBody, "rules" | "outputs" | "languageOverrides">;

const known = new WeakMap<InLanguages, Map<string, InLanguages>>();

/**
 * A template as it is in one language: what its override asks for stands below the Requirements, whatever the rules make
 * of these, and limits of fields are the language's. The template itself where it has no override for the language;
 * the same template and language give the same object.
 */
export function inLanguage<Template extends InLanguages>(template: Template, language: string): Template {
  const override = byLanguage(template.languageOverrides, language)?.value;
  if (!override) return template;
  const languages = known.get(template) ?? new Map<string, InLanguages>();
  known.set(template, languages);
  const made = (languages.get(language) as Template | undefined) ?? withOverride(template, override);
  languages.set(language, made);
  return made;
}

/** A problem found in a template as it is in a language, at its place in what the author wrote. */
export function placeInLanguage(
  { rules, languageOverrides }: InLanguages,
  language: string,
  problem: TemplateProblem,
): TemplateProblem {
  const { place, code, params, severity } = problem;
  const tag = byLanguage(languageOverrides, language)?.tag;
  const isInOverride = place?.kind === "field" && place.path === `rules.${rules.length}.text`;
  return isInOverride && tag ? atField(`languageOverrides.${tag}`, code, params, severity) : problem;
}

function withOverride<Template extends InLanguages>(
  template: Template,
  override: LanguageOverride,
): Template {
  const text = overrideText(override);
  const rule: Rule = { when: { all: [] }, do: "add", section: "requirements", text };
  return {
    ...template,
    outputs: template.outputs.map((field) => withLimit(field, override)),
    rules: text === "" ? template.rules : [...template.rules, rule],
  };
}

// Said to the model, not to people: in English, as the headings of a prompt are.
function overrideText({ tone = "", requirements = "" }: LanguageOverride): string {
  const lines = [...(tone.trim() === "" ? [] : [`Tone: ${tone.trim()}`]), requirements.trim()];
  return lines.filter((line) => line !== "").join("\n");
}

function withLimit(field: OutputField, { maxLength = {} }: LanguageOverride): OutputField {
  const limit = Object.hasOwn(maxLength, field.name) ? maxLength[field.name] : undefined;
  return limit === undefined ? field : { ...field, maxLength: limit };
}
