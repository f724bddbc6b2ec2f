import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { stepFieldsUsed } from "./check-section.ts";
import type { AskedInLanguage } from "./in-language.ts";
import { namesRead } from "./names-read.ts";
import { SECTIONS } from "./section.ts";
import { withSnippets } from "./snippets/with-snippets.ts";
import type { StepModels } from "./step-models.ts";
import { givesPicture, isGenerating, templateOfStep } from "./steps.ts";
import type { TemplateBody } from "./template.ts";

/**
 * A model that a template would show pictures although it is known to take none; `null` where each that sees some may.
 * @param model the run's; @param stepModels those that steps ask in its place.
 */
export function blindModel(
  body: TemplateBody & AskedInLanguage,
  model: CallableModel,
  stepModels: StepModels,
): CallableModel | null {
  const pictures = body.inputs.filter(({ type }) => type === "picture").map(({ name }) => name);
  const made = body.steps.filter(givesPicture).map(({ name }) => name);
  if (pictures.length === 0 && made.length === 0) return null;
  const template = withSnippets(body);
  const modelOf = (id: string | undefined) => (id !== undefined && stepModels.get(id)) || model;
  const prompts =
    template.steps.length === 0
      ? [{ model: modelOf(template.askedModelId), prompt: template }]
      : template.steps.filter(isGenerating).map((step) => ({
          model: modelOf(step.modelId),
          prompt: templateOfStep(template, step),
        }));
  const blind = prompts.find(({ model: asked, prompt }) => {
    const named = namesRead({ ...prompt, steps: [] });
    const texts = SECTIONS.map((section) => prompt.sections[section]);
    const showsMade = made.some((step) => texts.some((text) => stepFieldsUsed(text, step).length > 0));
    return !capabilitiesOf(asked).pictures && (showsMade || pictures.some((name) => named.has(name)));
  });
  return blind?.model ?? null;
}
