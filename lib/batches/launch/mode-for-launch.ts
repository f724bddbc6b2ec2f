import { db } from "#db/client.ts";
import { sumTrialUsage } from "#db/queries/trials/sum-trial-usage.ts";
import { modelIdIn } from "#lib/calls/language-models.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { batchLimitsOf } from "#lib/models/endpoints/provider-batch/batch-limits.ts";
import { type Meter, meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { askedOfModels } from "#lib/templates/model-checks.ts";
import { askedByRun, modelIdsByStep, type StepModels } from "#lib/templates/step-models.ts";
import { asksModel, isDrawing, isGenerating } from "#lib/templates/steps.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import type { BatchMode } from "../batch-mode.ts";
import { type ChosenMode, chooseMode, costShareOf, costShareOfAll } from "./choose-mode.ts";

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
  /** How long providers may take over all of it; `null` where they take none. */
  windowMs: number | null;
}

export type ModeRefusal =
  | "mode_not_supported"
  | "mode_without_model"
  | "step_models_not_batched"
  | "batch_price_unknown"
  | "deadline_passed";

/** Decides how a launch runs, from what it asks for, the prices of its models, and what its trials had cached. */
export async function modeForLaunch(
  { mode = "realtime", deadline, startAt }: AskedMode,
  launch: {
    model: CallableModel;
    stepModels: StepModels;
    /** Left out where its rows are yet to be found: nothing was tried on them. */
    datasetId?: string | undefined;
    version: TemplateVersion;
    languages: readonly string[];
  },
): Promise<Result<LaunchMode, ModeRefusal>> {
  const { model, datasetId, version } = launch;
  const startsAt = new Date(Math.max(Date.now(), startAt?.getTime() ?? 0));
  if (deadline && deadline <= startsAt) return refuse("deadline_passed");
  // A provider's batch goes to one model, and draws nothing.
  const makers = version.steps.some(isDrawing) ? null : makersOf(launch);
  const isAsked = asksModel(version);
  if (mode === "provider-batch" && !isAsked) return refuse("mode_without_model");
  const summed =
    datasetId === undefined
      ? null
      : await sumTrialUsage(db(), { datasetId, templateVersionId: version.id, modelId: model.id });
  const usage = summed && meterOf(summed);
  const batched = isAsked && makers ? batchedBy(makers, usage) : null;
  const costShare = batched?.ok ? batched.value.costShare : null;
  const limit = batched?.ok ? batched.value.windowMs : windowOf(isAsked ? (makers ?? [model]) : []);
  const windowMs = limit && limit * wavesOf(version);
  if (mode === "provider-batch") {
    if (!makers) return refuse("step_models_not_batched");
    if (batched && !batched.ok) return batched;
  }
  if (mode === "auto" && !makers) {
    const reason = { code: "mode_auto_step_models" };
    return accept({ runsAs: "realtime", reason, costShare, promptShare: null, windowMs });
  }
  const chosen = chooseMode({ mode, windowMs, costShare, startsAt, deadline: deadline ?? null });
  const promptShare = usage && promptShareOf(usage, model.price);
  return accept({ ...chosen, costShare, promptShare, windowMs });
}

/**
 * The model of each language; `null` where a language asks several, or one that is not its own: what a provider's batch is of
 * goes to one.
 */
function makersOf({
  model,
  stepModels,
  version,
  languages,
}: Pick<Parameters<typeof modeForLaunch>[1], "model" | "stepModels" | "version" | "languages">):
  | CallableModel[]
  | null {
  const asked = askedByRun(version, model.id, languages);
  const makers = languages.map((language) => {
    const id = modelIdIn(asked, language);
    const steps = modelIdsByStep(inLanguage(version, language), id);
    return steps.every((one) => one === id) ? (id === model.id ? model : stepModels.get(id)) : undefined;
  });
  return makers.every((maker) => maker !== undefined) ? makers : null;
}

function windowOf(makers: readonly CallableModel[]): number | null {
  const limits = makers.map((maker) => batchLimitsOf(maker));
  if (limits.length === 0 || limits.includes(null)) return null;
  return Math.max(...limits.map((limit) => limit?.windowMs ?? 0));
}

// Each language's batches run beside the others', so that the longest promise is all of theirs.
function batchedBy(
  makers: readonly CallableModel[],
  usage: Meter | null,
): Result<{ windowMs: number; costShare: number }, "mode_not_supported" | "batch_price_unknown"> {
  const slow = makers.find((maker) => !batchLimitsOf(maker));
  if (slow) return refuse("mode_not_supported", { model: slow.name });
  const unpriced = makers.find(({ price }) => costShareOf(usage, price) === null);
  const costShare = unpriced
    ? null
    : costShareOfAll(
        usage,
        makers.map(({ price }) => price),
      );
  if (costShare === null) return refuse("batch_price_unknown", { model: unpriced?.name ?? "" });
  return accept({ windowMs: windowOf(makers) ?? 0, costShare });
}

/**
 * How many batches of the provider, one after the other, make an item: one for each step that asks a model, and one more
 * for each time that its model may ask for results of tools.
 */
function wavesOf(version: Pick<TemplateVersion, "steps" | "checks" | "evaluators">): number {
  const writing = version.steps.filter(isGenerating);
  const rounds = writing.reduce((sum, { tools }) => sum + (tools?.offered.length ? tools.limit : 0), 0);
  return Math.max(1, writing.length) + rounds + askedOfModels(version, "batch").length;
}

function promptShareOf(usage: Meter, price: Price): number {
  const whole = Number(costOf(usage, price));
  return whole === 0 ? 1 : Number(costOf({ ...usage, outputTokens: 0 }, price)) / whole;
}
