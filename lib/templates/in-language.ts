import { byLanguage } from "#lib/by-language.ts";
import type { LanguageOverride } from "./language-override.ts";
import type { Rule } from "./rule.ts";
import { isGenerating, resultOf } from "./steps.ts";
import type { OutputField, TemplateBody, TemplateStep } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** Of a template of one prompt as it is in a language: the model asked there in place of its run's. */
export interface AskedInLanguage {
  askedModelId?: string | undefined;
}

type InLanguages = Pick<TemplateBody, "rules" | "outputs" | "languageOverrides"> &
  Partial<Pick<TemplateBody, "steps" | "result">>;

const known = new WeakMap<InLanguages, Map<string, InLanguages>>();

/**
 * A template as it is in one language: what its override asks for stands below the Requirements, whatever the rules make
 * of these, and limits of fields are the language's; of a chain's steps, those that write the output. Each step asks the
 * language's model: the one named for it, else its own, else the one named for the language. The template itself where
 * it has no override for the language; the same template and language give the same object.
 */
export function inLanguage<Template extends InLanguages>(
  template: Template,
  language: string,
): Template & AskedInLanguage {
  const override = byLanguage(template.languageOverrides, language)?.value;
  if (!override) return template;
  const languages = known.get(template) ?? new Map<string, InLanguages>();
  known.set(template, languages);
  const made =
    (languages.get(language) as (Template & AskedInLanguage) | undefined) ?? withOverride(template, override);
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
  const at = place?.kind === "field" ? /^rules\.(\d+)\.text$/.exec(place.path)?.[1] : undefined;
  const isInOverride = at !== undefined && Number(at) >= rules.length;
  return isInOverride && tag ? atField(`languageOverrides.${tag}`, code, params, severity) : problem;
}

function withOverride<Template extends InLanguages>(
  template: Template,
  override: LanguageOverride,
): Template & AskedInLanguage {
  const text = overrideText(override);
  const rule: Rule = { when: { all: [] }, do: "add", section: "requirements", text };
  const { steps = [], result: chosen = [] } = template;
  const result = resultOf({ steps, result: chosen });
  const fieldsOf = (step: TemplateStep) =>
    result.flatMap((source) => (source.step === step.name ? [source.field] : []));
  const writers = steps.filter((step) => fieldsOf(step).length > 0);
  const rules = steps.length === 0 ? [rule] : writers.map(({ name }) => ({ ...rule, step: name }));
  return {
    ...template,
    outputs: template.outputs.map((field) => withLimit(field, override)),
    rules: text === "" ? template.rules : [...template.rules, ...rules],
    ...(steps.length > 0
      ? { steps: steps.map((step) => withModel(withLimits(step, fieldsOf(step), override), override)) }
      : override.modelId !== undefined && { askedModelId: override.modelId }),
  };
}

function withModel(step: TemplateStep, { modelId, stepModelIds = {} }: LanguageOverride): TemplateStep {
  if (!isGenerating(step)) return step;
  const named = Object.hasOwn(stepModelIds, step.name) ? stepModelIds[step.name] : undefined;
  const asked = named ?? step.modelId ?? modelId;
  return asked === step.modelId ? step : { ...step, modelId: asked };
}

function withLimits(step: TemplateStep, fields: readonly string[], override: LanguageOverride): TemplateStep {
  if (!isGenerating(step)) return step;
  const outputs = step.outputs.map((field) =>
    fields.includes(field.name) ? withLimit(field, override) : field,
  );
  return { ...step, outputs };
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
