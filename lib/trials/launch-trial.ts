import { randomInt } from "node:crypto";
import { db } from "#db/client.ts";
import { insertCells } from "#db/queries/trials/cells.ts";
import { insertTrial } from "#db/queries/trials/trials.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { usedUpBudget } from "#lib/spend/budgets/view-budgets.ts";
import { NO_MODEL_ID } from "#lib/templates/run-model.ts";
import { drawRows } from "./draw-rows.ts";
import { runTrialJob } from "./jobs.ts";
import { judgingOf } from "./judging-cost.ts";
import { type PlanRefusal, planTrial, type TrialPlan, type TrialRequest } from "./plan-trial.ts";
import type { SampledRow } from "./sample.ts";

const SEEDS = 2 ** 31;

/**
 * Draws the sample and starts a trial of it; the calls are made by a worker. Needs `trials:run`.
 * A draft is kept with the trial as it is now, so that what was tried can always be told.
 */
export async function launchTrial(
  actor: Actor,
  request: TrialRequest,
): Promise<Result<{ id: string }, PlanRefusal | "forbidden" | "budget_used_up" | "currency_mismatch">> {
  if (!can(actor, "trials:run")) return refuse("forbidden");
  const planned = await planTrial(db(), request);
  if (!planned.ok) return planned;
  const plan = planned.value;
  for (const { version, model } of plan.variants) {
    const budget = await usedUpBudget({
      currency: model.price.currency,
      templateId: version.templateId,
      modelIds: [model.id],
      memberId: actor.memberId,
    });
    if (budget !== null) return refuse("budget_used_up", { budget });
  }
  const judging = await judgingOf(db(), plan);
  const { judgeCap = judging?.cap } = request;
  if (judging && judgeCap && judgeCap.currency !== judging.cap.currency)
    return refuse("currency_mismatch", { cap: judgeCap.currency, price: judging.cap.currency });
  const seed = randomInt(SEEDS);
  const rows = await rowsOf(plan, seed);

  const id = newId();
  const variants = request.variants.map(({ templateVersionId, parameters = {} }, index) => {
    const { version, model, glossaries } = plan.variants[index] ?? {};
    const draft = version?.state === "draft" && { draft: version };
    return { templateVersionId, modelId: model?.id ?? NO_MODEL_ID, parameters, ...draft, glossaries };
  });
  await db().transaction(async (tx) => {
    await insertTrial(tx, {
      id,
      datasetId: plan.dataset.id,
      variants,
      ...setOf(plan),
      sample: { ...sampleOf(plan), seed, rows },
      languages: plan.languages,
      ...(judging && judgeCap && { judgeCap: judgeCap.amount, judgeCurrency: judgeCap.currency }),
      status: "running",
      createdBy: actor.memberId,
    });
    await insertCells(tx, cellsOf(id, plan, rows));
    await recordAudit(tx, actor, {
      action: "trials.launch",
      targetType: "trial",
      targetId: id,
      after: {
        datasetId: plan.dataset.id,
        variants: request.variants,
        ...(request.sample && { sample: request.sample }),
        ...setOf(plan),
        cells: plan.cells,
        ...(judging && { judgeCap }),
      },
    });
    await enqueue(tx, runTrialJob, { trialId: id });
  });
  return accept({ id });
}

async function rowsOf({ take, dataset, variants }: TrialPlan, seed: number): Promise<SampledRow[]> {
  if (take.kind === "cases") {
    const rowNumbers = [...new Set(take.cases.map(({ rowNumber }) => rowNumber))];
    return rowNumbers.map((rowNumber) => ({ rowNumber, weight: 1, drawnAs: "kept" }));
  }
  const inputs = [...new Set(variants.flatMap(({ version }) => version.inputs.map(({ name }) => name)))];
  const { size, method, among } = take;
  return drawRows(db(), { dataset, inputs, size, method, seed, among });
}

function sampleOf({ take, rows }: TrialPlan) {
  return take.kind === "cases"
    ? { size: rows, method: "first" as const }
    : { size: take.size, method: take.method, part: take.part };
}

function setOf({ take }: TrialPlan) {
  return take.kind === "cases"
    ? { regressionSetId: take.set.id, regressionSetVersion: take.set.version }
    : {};
}

// Row by row, so that all variants of a row come at about the same time and can be compared while it runs.
function cellsOf(trialId: string, { variants, languages, take }: TrialPlan, rows: readonly SampledRow[]) {
  const cases =
    take.kind === "cases"
      ? take.cases
      : rows.flatMap(({ rowNumber }) => languages.map((language) => ({ rowNumber, language })));
  const places = cases.flatMap((one) => variants.map((_, variant) => ({ ...one, variant })));
  return places.map((place, seq) => ({ trialId, seq, ...place, status: "pending" as const }));
}
