import { suggestCap } from "#lib/batches/suggest-cap.ts";
import type { BatchPreview } from "./answers.ts";

/** What the wizard has gathered so far. */
export interface LaunchPlan {
  /** Empty: named after template and dataset. */
  name: string;
  suggestedName: string;
  datasetId: string | null;
  templateVersionId: string | null;
  /** Empty: those of the template. */
  languages: string[];
  modelId: string | null;
  maxOutputTokens: number | null;
  temperature: number | null;
  /** Rows from the first on; `null` for all. */
  rowLimit: number | null;
  /** As a datetime-local input has it; `null` for now. */
  startAt: string | null;
  /** A decimal; `null` for the suggestion. */
  cap: string | null;
}

/** A plan in which nothing is chosen. */
export const emptyPlan: LaunchPlan = {
  name: "",
  suggestedName: "",
  datasetId: null,
  templateVersionId: null,
  languages: [],
  modelId: null,
  maxOutputTokens: null,
  temperature: null,
  rowLimit: null,
  startAt: null,
  cap: null,
};

/** Whether it is clear what is to be made. */
export function isWhatComplete({ datasetId, templateVersionId }: LaunchPlan): boolean {
  return datasetId !== null && templateVersionId !== null;
}

/** Whether it is clear how. */
export function isHowComplete({ modelId, startAt }: LaunchPlan): boolean {
  return modelId !== null && startAt !== "";
}

/** What a preview is asked for. */
export function scopeOf({ datasetId, templateVersionId, modelId, languages, rowLimit }: LaunchPlan) {
  return {
    datasetId: datasetId ?? "",
    templateVersionId: templateVersionId ?? "",
    modelId: modelId ?? "",
    ...(languages.length > 0 && { languages }),
    ...(rowLimit !== null && { rowLimit }),
  };
}

/** The cap that stands in the plan, or the one the preview suggests. */
export function capOf(plan: LaunchPlan, preview: BatchPreview | undefined): string {
  return (
    plan.cap ??
    suggestCap({
      high: preview?.cost?.total.high.amount ?? "0",
      callBound: preview?.callBound?.amount ?? "0",
      items: preview?.itemCount ?? 0,
    })
  );
}

/** The launch itself. */
export function launchInput(plan: LaunchPlan, preview: BatchPreview | undefined) {
  const { maxOutputTokens, temperature, startAt } = plan;
  return {
    ...scopeOf(plan),
    name: plan.name.trim() || plan.suggestedName,
    parameters: {
      ...(maxOutputTokens !== null && { maxOutputTokens }),
      ...(temperature !== null && { temperature }),
    },
    budgetCap: { amount: capOf(plan, preview).trim(), currency: preview?.currency ?? "" },
    ...(startAt && { startAt: new Date(startAt) }),
  };
}
