import { checkSection } from "./check-section.ts";
import type { LanguageOverride } from "./language-override.ts";
import type { OfferedModel } from "./offered-model.ts";
import { isGenerating } from "./steps.ts";
import type { OutputField, TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/**
 * What is wrong with what a template does otherwise by language, each at its field: `languageOverrides.de.tone`.
 * @param models what there is of those that it names; without it nothing is said of them.
 */
export function checkLanguages(
  {
    languageOverrides,
    inputs,
    outputs,
    languages,
    steps,
  }: Pick<TemplateBody, "languageOverrides" | "inputs" | "outputs" | "languages" | "steps">,
  models?: readonly OfferedModel[],
): TemplateProblem[] {
  return Object.entries(languageOverrides).flatMap(([tag, override]) => {
    const path = `languageOverrides.${tag}`;
    const isUsed = languages.length === 0 || languages.some((language) => isOf(tag, language));
    const unused = isUsed ? [] : [atField(path, "template_override_unused", { language: tag }, "warning")];
    const inTexts = (["tone", "requirements"] as const).flatMap((part) =>
      checkSection("requirements", override[part] ?? "", inputs).map(({ code, params, severity }) =>
        atField(`${path}.${part}`, code, params, severity),
      ),
    );
    const ofModels = checkModels(override, { steps, models }, path);
    return [...unused, ...inTexts, ...checkLimits(override, outputs, path), ...ofModels];
  });
}

function checkModels(
  { modelId, stepModelIds = {} }: LanguageOverride,
  { steps, models }: Pick<TemplateBody, "steps"> & { models: readonly OfferedModel[] | undefined },
  path: string,
): TemplateProblem[] {
  const named = Object.entries(stepModelIds);
  const lost = named.flatMap(([name]) => {
    const step = steps.find((one) => one.name === name);
    const at = `${path}.stepModelIds.${name}`;
    if (!step) return [atField(at, "template_override_step_unknown", { step: name }, "warning")];
    return isGenerating(step) ? [] : [atField(at, "template_override_step_without_prompt", { step: name })];
  });
  const asked: [string, string][] = [
    ...(modelId === undefined ? [] : [["modelId", modelId] as [string, string]]),
    ...named.map(([name, id]): [string, string] => [`stepModelIds.${name}`, id]),
  ];
  const unusable = models ? asked.flatMap(([at, id]) => checkModel(`${path}.${at}`, id, models)) : [];
  return [...lost, ...unusable];
}

function checkModel(at: string, id: string, models: readonly OfferedModel[]): TemplateProblem[] {
  const model = models.find((one) => one.id === id);
  if (!model) return [atField(at, "template_override_model_unknown")];
  const params = { model: model.name };
  if (model.isArchived) return [atField(at, "template_override_model_archived", params)];
  if (!model.isForText) return [atField(at, "template_override_model_not_for_text", params)];
  // Whoever may set a price is not who writes the template.
  return model.isPriced ? [] : [atField(at, "template_override_model_unpriced", params, "warning")];
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
