import type { BatchMode } from "#lib/batches/batch-mode.ts";
import type { DueKind } from "#lib/batches/due/due-kind.ts";
import type { RepeatedTerms } from "#lib/batches/launch/launch-terms.ts";
import type { OffPeak } from "#lib/batches/off-peak.ts";
import type { BatchParameters } from "#lib/batches/parameters.ts";
import { type Recurrence, recurrenceFault } from "#lib/batches/schedules/recurrence.ts";
import type { ReviewPlan } from "#lib/checks/review-plan.ts";

/** What the wizard has gathered so far. */
export interface LaunchPlan {
  /** Empty: named after template and dataset. */
  name: string;
  suggestedName: string;
  datasetId: string | null;
  templateVersionId: string | null;
  /** The template whose version in production is launched, which is `templateVersionId` now; `null`: that version. */
  follows: string | null;
  /** Empty: those of the template. */
  languages: string[];
  modelId: string | null;
  /** Asked where the model has failed an item; `null` for none. */
  fallbackModelId: string | null;
  maxOutputTokens: number | null;
  temperature: number | null;
  /** Parameters that the wizard does not show, as an earlier launch had them. */
  otherParameters: Omit<BatchParameters, "maxOutputTokens" | "temperature">;
  /** Rows from the first on; `null` for all. */
  rowLimit: number | null;
  /** Which items of the rows are made; `null` for all. */
  only: readonly DueKind[] | null;
  /** The selection that is frozen anew at each run of a recurrence; `null`: it is the dataset each time. */
  selectionId: string | null;
  mode: BatchMode;
  /** When everything should be made, as a datetime-local input has it; `null` for whenever. */
  deadline: string | null;
  /** As a datetime-local input has it; `null` for now. */
  startAt: string | null;
  /** Launched again and again; `null` for once. */
  recurrence: Recurrence | null;
  /** Whether the recurrence is typed as an expression. */
  recurrenceTyped: boolean;
  /** Daily hours outside of which no call starts; `null` for all. */
  offPeak: OffPeak | null;
  /** A decimal; `null` for the suggestion. */
  cap: string | null;
  /** Which of its outputs people look at. */
  reviewPlan: ReviewPlan;
}

/** A plan in which nothing is chosen. */
export const emptyPlan: LaunchPlan = {
  name: "",
  suggestedName: "",
  datasetId: null,
  templateVersionId: null,
  follows: null,
  languages: [],
  modelId: null,
  fallbackModelId: null,
  maxOutputTokens: null,
  temperature: null,
  otherParameters: {},
  rowLimit: null,
  only: null,
  selectionId: null,
  mode: "realtime",
  deadline: null,
  startAt: null,
  recurrence: null,
  recurrenceTyped: false,
  offPeak: null,
  cap: null,
  reviewPlan: { kind: "every" },
};

/** Whether it is clear what is to be made. */
export function isWhatComplete({ datasetId, templateVersionId, only }: LaunchPlan): boolean {
  return datasetId !== null && templateVersionId !== null && only?.length !== 0;
}

/** Whether it is clear how. @param asksModel whether what is made asks a model. */
export function isHowComplete(
  { modelId, startAt, recurrence, offPeak }: LaunchPlan,
  asksModel: boolean,
): boolean {
  const isRecurring = !recurrence || recurrenceFault(recurrence, new Date()) === null;
  const hasHours = !offPeak || offPeak.windows.every(({ from, to }) => from && to && from !== to);
  return (modelId !== null || !asksModel) && startAt !== "" && isRecurring && hasHours;
}

/** The parts of a plan that an earlier launch fills in. */
export function planOfTerms(terms: RepeatedTerms): Partial<LaunchPlan> {
  const { maxOutputTokens = null, temperature = null, ...otherParameters } = terms.parameters ?? {};
  return {
    follows: terms.templateId ?? null,
    languages: terms.languages ?? [],
    modelId: terms.modelId ?? null,
    fallbackModelId: terms.fallbackModelId ?? null,
    maxOutputTokens,
    temperature,
    otherParameters,
    rowLimit: terms.rowLimit ?? null,
    only: terms.only ?? null,
    selectionId: terms.selectionId ?? null,
    mode: terms.mode,
    offPeak: terms.offPeak ?? null,
    cap: terms.budgetCap?.amount ?? null,
    reviewPlan: terms.reviewPlan,
  };
}

/** The name that was given, or the suggested one. */
export function nameOf({ name, suggestedName }: LaunchPlan): string {
  return name.trim() || suggestedName;
}
