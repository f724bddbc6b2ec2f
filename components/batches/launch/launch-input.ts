import type { BatchPreview } from "#components/batches/answers.ts";
import { capOf } from "./launch-cap.ts";
import { type LaunchPlan, nameOf } from "./launch-plan.ts";

/** What is known of a plan beside what stands in it. */
export interface LaunchKnown {
  preview: BatchPreview | undefined;
  asksModel: boolean;
}

function scopeOf(plan: LaunchPlan, asksModel: boolean) {
  const { datasetId, templateVersionId, follows, modelId, fallbackModelId, languages, rowLimit, only } = plan;
  return {
    datasetId: datasetId ?? "",
    ...(follows === null
      ? { templateVersionId: templateVersionId ?? "" }
      : { templateId: follows, templateLabel: "production" as const }),
    // Where the steps say whom they ask, none was chosen.
    ...(asksModel && modelId !== null && { modelId }),
    ...(asksModel && fallbackModelId !== null && { fallbackModelId }),
    ...(languages.length > 0 && { languages }),
    ...(rowLimit !== null && { rowLimit }),
    ...(only !== null && { only: [...only] }),
  };
}

/** What a preview is asked for: what is made over what, and how it reaches its model. */
export function previewInput(plan: LaunchPlan, asksModel: boolean) {
  return { ...scopeOf(plan, asksModel), mode: modeOf(plan, asksModel), ...timingOf(plan) };
}

function timingOf({ startAt, deadline, recurrence, mode }: LaunchPlan) {
  return {
    ...(startAt && { startAt: new Date(startAt) }),
    ...(deadline && !recurrence && mode !== "realtime" && { deadline: new Date(deadline) }),
  };
}

// What asks no model is made here and now.
function modeOf({ mode }: LaunchPlan, asksModel: boolean) {
  return asksModel ? mode : ("realtime" as const);
}

/** What is launched, whenever that is. */
export function termsInput(plan: LaunchPlan, { preview, asksModel }: LaunchKnown) {
  const { maxOutputTokens, temperature, otherParameters, offPeak } = plan;
  return {
    ...scopeOf(plan, asksModel),
    mode: modeOf(plan, asksModel),
    parameters: {
      ...otherParameters,
      ...(maxOutputTokens !== null && { maxOutputTokens }),
      ...(temperature !== null && { temperature }),
    },
    ...((preview?.paysModel ?? asksModel) && {
      budgetCap: { amount: capOf(plan, preview).trim(), currency: preview?.currency ?? "" },
    }),
    ...(offPeak && { offPeak }),
    reviewPlan: plan.reviewPlan,
  };
}

/** What is launched again and again. */
export function repeatedInput(plan: LaunchPlan, known: LaunchKnown) {
  const { selectionId } = plan;
  return { ...termsInput(plan, known), ...(selectionId !== null && { selectionId }) };
}

/** The launch itself. */
export function launchInput(plan: LaunchPlan, known: LaunchKnown) {
  return { ...termsInput(plan, known), name: nameOf(plan), ...timingOf(plan) };
}
