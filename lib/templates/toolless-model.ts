import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import type { StepModels } from "./step-models.ts";
import { isGenerating } from "./steps.ts";
import type { TemplateBody } from "./template.ts";

/**
 * A model that a template would offer tools although it is known to call none; `null` where each that may call some does.
 * @param model the run's; @param stepModels those that steps ask in its place.
 */
export function toollessModel(
  { steps }: Pick<TemplateBody, "steps">,
  model: CallableModel,
  stepModels: StepModels,
): CallableModel | null {
  const asked = steps
    .filter(isGenerating)
    .filter(({ tools }) => (tools?.offered.length ?? 0) > 0)
    .map(({ modelId }) => (modelId !== undefined && stepModels.get(modelId)) || model);
  return asked.find((one) => !capabilitiesOf(one).functions) ?? null;
}
