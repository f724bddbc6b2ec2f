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
import { drawRows } from "./draw-rows.ts";
import { runTrialJob } from "./jobs.ts";
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
): Promise<Result<{ id: string }, PlanRefusal | "forbidden" | "budget_used_up">> {
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
  const seed = randomInt(SEEDS);
  const { size, method } = request.sample;
  const inputs = [...new Set(plan.variants.flatMap(({ version }) => version.inputs.map(({ name }) => name)))];
  const rows = await drawRows(db(), { dataset: plan.dataset, inputs, size, method, seed });

  const id = newId();
  const variants = request.variants.map(({ templateVersionId, modelId, parameters = {} }, index) => {
    const { version, glossaries } = plan.variants[index] ?? {};
    const draft = version?.state === "draft" && { draft: version };
    return { templateVersionId, modelId, parameters, ...draft, glossaries };
  });
  await db().transaction(async (tx) => {
    await insertTrial(tx, {
      id,
      datasetId: plan.dataset.id,
      variants,
      sample: { size, method, seed, rows },
      languages: plan.languages,
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
        sample: request.sample,
        cells: plan.cells,
      },
    });
    await enqueue(tx, runTrialJob, { trialId: id });
  });
  return accept({ id });
}

// Row by row, so that all variants of a row come at about the same time and can be compared while it runs.
function cellsOf(trialId: string, { variants, languages }: TrialPlan, rows: readonly SampledRow[]) {
  const places = rows.flatMap(({ rowNumber }) =>
    languages.flatMap((language) => variants.map((_, variant) => ({ rowNumber, language, variant }))),
  );
  return places.map((place, seq) => ({ trialId, seq, ...place, status: "pending" as const }));
}
