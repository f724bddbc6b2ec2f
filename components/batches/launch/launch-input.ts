import type { BatchPreview } from "#components/batches/answers.ts";
import { capOf } from "./launch-cap.ts";
import { type LaunchPlan, nameOf } from "./launch-plan.ts";

function scopeOf(plan: LaunchPlan) {
  const { datasetId, templateVersionId, follows, modelId, fallbackModelId, languages, rowLimit, only } = plan;
  return {
    datasetId: datasetId ?? "",
    ...(follows === null
      ? { templateVersionId: templateVersionId ?? "" }
      : { templateId: follows, templateLabel: "production" as const }),
    modelId: modelId ?? "",
    ...(fallbackModelId !== null && { fallbackModelId }),
    ...(languages.length > 0 && { languages }),
    ...(rowLimit !== null && { rowLimit }),
    ...(only !== null && { only: [...only] }),
  };
}

/** What a preview is asked for: what is made over what, and how it reaches its model. */
export function previewInput(plan: LaunchPlan) {
  return { ...scopeOf(plan), mode: plan.mode, ...timingOf(plan) };
}

function timingOf({ startAt, deadline, recurrence, mode }: LaunchPlan) {
  return {
    ...(startAt && { startAt: new Date(startAt) }),
    ...(deadline && !recurrence && mode !== "realtime" && { deadline: new Date(deadline) }),
  };
}

/** What is launched, whenever that is. */
export function termsInput(plan: LaunchPlan, preview: BatchPreview | undefined) {
  const { maxOutputTokens, temperature, otherParameters, offPeak } = plan;
  return {
    ...scopeOf(plan),
    mode: plan.mode,
    parameters: {
      ...otherParameters,
      ...(maxOutputTokens !== null && { maxOutputTokens }),
      ...(temperature !== null && { temperature }),
    },
    budgetCap: { amount: capOf(plan, preview).trim(), currency: preview?.currency ?? "" },
    ...(offPeak && { offPeak }),
    reviewPlan: plan.reviewPlan,
  };
}

/** What is launched again and again. */
export function repeatedInput(plan: LaunchPlan, preview: BatchPreview | undefined) {
  const { selectionId } = plan;
  return { ...termsInput(plan, preview), ...(selectionId !== null && { selectionId }) };
}

/** The launch itself. */
export function launchInput(plan: LaunchPlan, preview: BatchPreview | undefined) {
  return { ...termsInput(plan, preview), name: nameOf(plan), ...timingOf(plan) };
}
