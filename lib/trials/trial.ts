import type { TrialParameters } from "./trial-parameters.ts";

export const MAX_VARIANTS = 4;
/** Variants × rows × languages. */
export const MAX_CELLS = 200;

/** What a trial compares: a template version on a model with parameters. */
export interface Variant {
  templateVersionId: string;
  modelId: string;
  parameters: TrialParameters;
}

export const TRIAL_STATUSES = ["running", "succeeded", "failed", "cancelled"] as const;

export type TrialStatus = (typeof TRIAL_STATUSES)[number];

export const CELL_STATUSES = ["pending", "running", "succeeded", "failed", "skipped"] as const;

export type CellStatus = (typeof CELL_STATUSES)[number];

/** Whether nothing more will happen to a cell by itself. */
export function hasEnded(status: CellStatus): status is "succeeded" | "failed" | "skipped" {
  return status === "succeeded" || status === "failed" || status === "skipped";
}

/** How a trial ends whose every cell has ended: failed only when nothing came of it though something was asked. */
export function endingOf(cells: readonly { status: CellStatus }[]): "succeeded" | "failed" {
  const some = (status: CellStatus) => cells.some((cell) => cell.status === status);
  return !some("succeeded") && some("failed") ? "failed" : "succeeded";
}
