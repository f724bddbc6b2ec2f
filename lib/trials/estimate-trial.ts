import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { MoneyRange } from "#lib/estimates/money-range.ts";
import type { CostPreview } from "#lib/estimates/preview-cost.ts";
import { previewRoughCost } from "#lib/estimates/preview-rough-cost.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { judgingOf, type TrialJudging } from "./judging-cost.ts";
import { type PlanRefusal, planTrial, type TrialRequest } from "./plan-trial.ts";

export interface TrialEstimate {
  /** Calls the trial makes, repairs not counted. */
  cells: number;
  rows: number;
  languages: string[];
  /** What is spent on judging outputs, within what the trial costs; `null` where no model is asked about them. */
  judging: TrialJudging | null;
  /** One for each variant, in order. */
  variants: {
    /** What the trial's own calls cost, those to judges included. */
    trial: MoneyRange | null;
    /** What the whole dataset would cost. */
    whole: CostPreview | null;
    simulated: boolean;
  }[];
}

/** What a trial would do and cost, and roughly what the whole run would, without a call. Needs `trials:run`. */
export async function estimateTrial(
  actor: Actor,
  request: TrialRequest,
): Promise<Result<TrialEstimate, PlanRefusal | "forbidden">> {
  if (!can(actor, "trials:run")) return refuse("forbidden");
  const planned = await planTrial(db(), request);
  if (!planned.ok) return planned;
  const { dataset, take, variants, languages, rows, cells } = planned.value;
  const estimates: TrialEstimate["variants"] = [];
  for (const variant of variants) {
    // The cases of a set are all there is of it; not each of its rows is in each of its languages.
    const isSet = take.kind === "cases";
    const whole = isSet ? null : await previewRoughCost(db(), variant, { dataset, languages });
    const rowCount = isSet ? take.cases.length / languages.length : rows;
    const asked = { dataset, languages, rowCount, askedIn: "trial" } as const;
    const trial = await previewRoughCost(db(), variant, asked);
    estimates.push({ trial: trial ? trial.total : null, whole, simulated: variant.model.simulated });
  }
  const judging = await judgingOf(db(), planned.value);
  return accept({ cells, rows, languages, judging, variants: estimates });
}
