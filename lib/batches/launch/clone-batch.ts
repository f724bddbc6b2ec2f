import { db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import { findSelectionLaunch, type SelectionLaunchRow } from "#db/queries/batches/selection-launches.ts";
import { findDataset } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type Money, money } from "#lib/money.ts";
import { type Result, refuse } from "#lib/result.ts";
import { launchBatch } from "./launch-batch.ts";
import { launchSelection, waitingLaunchSchema } from "./launch-selection.ts";
import { type LaunchTerms, termsSchema } from "./launch-terms.ts";

/** What is to be other than the first time. */
export interface CloneChanges {
  name?: string | undefined;
  templateVersionId?: string | undefined;
  budgetCap?: Money | undefined;
  startAt?: Date | undefined;
}

/** Launches again what a batch was launched with, but for what is given; its deadline is as far from its start as it was. */
export async function cloneBatch(
  actor: Actor,
  id: string,
  { name, templateVersionId, budgetCap, startAt }: CloneChanges,
): Promise<Result<{ id: string }>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const batch = await findBatch(db(), id);
  if (!batch) return refuse("not_found");
  const waiting = await findSelectionLaunch(db(), id);
  if (waiting)
    return cloneSelectionLaunch(actor, batch, waiting, { name, templateVersionId, budgetCap, startAt });
  const dataset = await findDataset(db(), batch.datasetId);
  const terms = termsOf(batch, dataset?.rowCount);
  return launchBatch(actor, {
    ...terms,
    name: name ?? batch.name,
    templateVersionId: templateVersionId ?? terms.templateVersionId,
    budgetCap: budgetCap ?? terms.budgetCap,
    startAt,
    deadline: deadlineAgain(batch, startAt),
  });
}

/** One that came to nothing, or still waits for its rows, is launched over its selection once more. */
function cloneSelectionLaunch(
  actor: Actor,
  batch: BatchRow,
  { selectionId, launch }: SelectionLaunchRow,
  { name, templateVersionId, budgetCap, startAt }: CloneChanges,
): Promise<Result<{ id: string }>> {
  const terms = waitingLaunchSchema.parse(launch);
  return launchSelection(actor, {
    ...terms,
    selectionId,
    name: name ?? terms.name,
    templateVersionId: templateVersionId ?? terms.templateVersionId,
    budgetCap: budgetCap ?? terms.budgetCap,
    startAt,
    deadline: deadlineAgain(batch, startAt),
  });
}

/** As long after its start as the first time: without it, what was to wait for the provider's price would not. */
function deadlineAgain(
  { deadline, startAt, createdAt }: Pick<BatchRow, "deadline" | "startAt" | "createdAt">,
  startsAt = new Date(),
): Date | undefined {
  if (!deadline) return undefined;
  const span = deadline.getTime() - Math.max(createdAt.getTime(), startAt?.getTime() ?? 0);
  return new Date(Math.max(Date.now(), startsAt.getTime()) + span);
}

/** What a batch was launched with, without its name, start and deadline. */
function termsOf(batch: BatchRow, datasetRows: number | undefined): LaunchTerms {
  const { datasetId, templateVersionId, modelId, languages, parameters, mode, reviewPlan, only } = batch;
  return termsSchema.parse({
    datasetId,
    templateVersionId,
    modelId,
    languages,
    parameters,
    mode,
    reviewPlan,
    budgetCap: money(batch.cap, batch.currency),
    ...(batch.fallbackModelId && { fallbackModelId: batch.fallbackModelId }),
    ...(batch.cache !== null && { cache: batch.cache }),
    ...(batch.offPeak && { offPeak: batch.offPeak }),
    ...(only && { only }),
    ...(batch.rowCount !== datasetRows && { rowLimit: batch.rowCount }),
  });
}
