import { byLanguage } from "#lib/by-language.ts";
import { inOneOrder } from "#lib/in-one-order.ts";
import { columnsRead } from "./columns-read.ts";
import { inLanguage } from "./in-language.ts";
import { withSnippets } from "./snippets/with-snippets.ts";
import { isGenerating } from "./steps.ts";
import type { TemplateBody, TemplateStep } from "./template.ts";

/**
 * Whether two versions of a template ask a model for the same in a language: their texts, snippets, rules, steps, the
 * inputs that these use and the fields of the output. What else a version says (checks, languages, samples) changes no output, and
 * its glossaries are compared term by term.
 */
export function asksTheSame(one: TemplateBody, other: TemplateBody, language: string): boolean {
  return askedText(one, language) === askedText(other, language);
}

/** What differs in how two versions ask for the same language. */
export interface AskedOtherwise {
  /** Whatever the template says, but for whom it has this language asked. */
  template: boolean;
  /** The model that either names for the language. */
  model: boolean;
}

/** What of it has changed, where they do not ask the same. A step's own model is the template's. */
export function askedOtherwise(one: TemplateBody, other: TemplateBody, language: string): AskedOtherwise {
  if (asksTheSame(one, other, language)) return { template: false, model: false };
  const isTold = [one, other].some((template) => namesModel(template, language));
  const model = isTold && modelsAsked(one, language) !== modelsAsked(other, language);
  const [before, after] = [one, other].map((template) => askedText(withoutModels(template), language));
  return { model, template: !model || before !== after };
}

function namesModel({ languageOverrides }: TemplateBody, language: string): boolean {
  const { modelId, stepModelIds } = byLanguage(languageOverrides, language)?.value ?? {};
  return modelId !== undefined || stepModelIds !== undefined;
}

function modelsAsked(template: TemplateBody, language: string): string {
  const { steps, askedModelId = null } = inLanguage(template, language);
  return inOneOrder([askedModelId, ...steps.map((step) => [step.name, modelOf(step) ?? null])]);
}

function modelOf(step: TemplateStep): string | undefined {
  return isGenerating(step) ? step.modelId : undefined;
}

function withoutModels(template: TemplateBody): TemplateBody {
  return {
    ...template,
    steps: template.steps.map((step) => (isGenerating(step) ? { ...step, modelId: undefined } : step)),
    languageOverrides: Object.fromEntries(
      Object.entries(template.languageOverrides).map(([tag, override]) => {
        const { modelId: _, stepModelIds: __, ...others } = override;
        return [tag, others];
      }),
    ),
  };
}

function askedText(template: TemplateBody, language: string): string {
  const { sections, rules, inputs, outputs, steps, result, askedModelId } = withSnippets(
    inLanguage(template, language),
  );
  const read = new Set(columnsRead(template, [language])[language]);
  const used = inputs
    .filter(({ name }) => read.has(name))
    .map(({ sample: _, ...input }) => input)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return inOneOrder({ sections, rules, inputs: used, outputs, steps, result, askedModelId });
}
