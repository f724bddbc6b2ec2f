import { db } from "#db/client.ts";
import { sumTrialUsage } from "#db/queries/trials/sum-trial-usage.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { batchLimitsOf } from "#lib/models/endpoints/provider-batch/batch-limits.ts";
import { type Meter, meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { StepModels } from "#lib/templates/step-models.ts";
import { asksModel, isDrawing, isGenerating } from "#lib/templates/steps.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import type { BatchMode } from "../batch-mode.ts";
import { type ChosenMode, chooseMode, costShareOf } from "./choose-mode.ts";

/** What a launch may say of its mode. */
export interface AskedMode {
  mode?: BatchMode | undefined;
  /** When everything should be made. */
  deadline?: Date | undefined;
  startAt?: Date | undefined;
}

/** How a launch will run, and how much of the real-time price a provider's batch costs. */
export interface LaunchMode extends ChosenMode {
  costShare: number | null;
  /** How much of an item's cost is its prompt, as trials have measured it; `null` where none has. */
  promptShare: number | null;
}

export type ModeRefusal =
  | "mode_not_supported"
  | "mode_without_model"
  | "step_models_not_batched"
  | "batch_price_unknown"
  | "deadline_passed";

/** Decides how a launch runs, from what it asks for, the model's price, and what its trials had cached. */
export async function modeForLaunch(
  { mode = "realtime", deadline, startAt }: AskedMode,
  {
    model,
    stepModels,
    datasetId,
    version,
  }: {
    model: CallableModel;
    stepModels: StepModels;
    datasetId: string;
    version: Pick<TemplateVersion, "id" | "steps">;
  },
): Promise<Result<LaunchMode, ModeRefusal>> {
  const startsAt = new Date(Math.max(Date.now(), startAt?.getTime() ?? 0));
  if (deadline && deadline <= startsAt) return refuse("deadline_passed");
  // A provider's batch goes to one model, and draws nothing.
  const isOneModel = !version.steps.some(isDrawing) && [...stepModels.keys()].every((id) => id === model.id);
  const isAsked = asksModel(version);
  if (mode === "provider-batch" && !isAsked) return refuse("mode_without_model");
  const limits = isOneModel && isAsked ? batchLimitsOf(model) : null;
  const summed = await sumTrialUsage(db(), { datasetId, templateVersionId: version.id, modelId: model.id });
  const usage = summed && meterOf(summed);
  const costShare = limits && costShareOf(usage, model.price);
  if (mode === "provider-batch") {
    if (!isOneModel) return refuse("step_models_not_batched");
    if (!limits) return refuse("mode_not_supported", { model: model.name });
    if (costShare === null) return refuse("batch_price_unknown", { model: model.name });
  }
  if (mode === "auto" && !isOneModel) {
    const reason = { code: "mode_auto_step_models" };
    return accept({ runsAs: "realtime", reason, costShare, promptShare: null });
  }
  const chosen = chooseMode({
    mode,
    windowMs: limits && limits.windowMs * wavesOf(version),
    costShare,
    startsAt,
    deadline: deadline ?? null,
  });
  return accept({ ...chosen, costShare, promptShare: usage && promptShareOf(usage, model.price) });
}

/** How many batches of the provider, one after the other, make an item: one for each step that asks a model. */
export function wavesOf({ steps }: Pick<TemplateVersion, "steps">): number {
  return Math.max(1, steps.filter(isGenerating).length);
}

function promptShareOf(usage: Meter, price: Price): number {
  const whole = Number(costOf(usage, price));
  return whole === 0 ? 1 : Number(costOf({ ...usage, outputTokens: 0 }, price)) / whole;
}
