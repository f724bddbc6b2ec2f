import { z } from "zod";

export const MAX_VARIANTS = 4;
/** Variants × rows × languages. */
export const MAX_CELLS = 200;

/** What a trial compares: a template version on a model with parameters. */
export interface Variant {
  templateVersionId: string;
  modelId: string;
  parameters: TrialParameters;
}

/** How a model is asked; `maxOutputTokens` follows from the output fields when absent. */
export const trialParametersSchema = z.object({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  maxOutputTokens: z.int().min(1).max(200_000).optional(),
});

export type TrialParameters = z.output<typeof trialParametersSchema>;

export const TRIAL_STATUSES = ["running", "succeeded", "failed", "cancelled"] as const;

export type TrialStatus = (typeof TRIAL_STATUSES)[number];

export const CELL_STATUSES = ["pending", "running", "succeeded", "failed", "skipped"] as const;

export type CellStatus = (typeof CELL_STATUSES)[number];

/** Why something gave no output: the text is `errors.<code>`. */
export interface Failure {
  code: string;
  params?: Record<string, string | number>;
}

/** A verdict on an output: it fits its fields, fitted only after a repair, or does not fit. */
export interface FitCheck {
  check: "output_fits";
  verdict: "pass" | "warn" | "block";
}

/** Whether nothing more will happen to a cell by itself. */
export function hasEnded(status: CellStatus): status is "succeeded" | "failed" | "skipped" {
  return status === "succeeded" || status === "failed" || status === "skipped";
}

/** How a trial ends whose every cell has ended: failed only when nothing came of it though something was asked. */
export function endingOf(cells: readonly { status: CellStatus }[]): "succeeded" | "failed" {
  const some = (status: CellStatus) => cells.some((cell) => cell.status === status);
  return !some("succeeded") && some("failed") ? "failed" : "succeeded";
}
