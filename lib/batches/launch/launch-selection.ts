import { z } from "zod";
import { db } from "#db/client.ts";
import { createBatch } from "#db/queries/batches/create-batch.ts";
import { insertSelectionLaunch } from "#db/queries/batches/selection-launches.ts";
import { giveUpRows } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { freezeProducts, frozenDataset } from "#lib/catalogue/selections/freeze-selection.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { launchFrozenJob } from "../jobs.ts";
import {
  askedFacts,
  auditLaunch,
  checkTermsWithoutRows,
  knownFacts,
  type Launch,
  type LaunchOrigin,
  launchBatch,
  newSeed,
} from "./launch-batch.ts";
import { termsSchema } from "./launch-terms.ts";

/** A launch as it is kept until its rows are there. */
export const waitingLaunchSchema = termsSchema.omit({ datasetId: true }).extend({
  name: z.string(),
  deadline: z.coerce.date().optional(),
  startAt: z.coerce.date().optional(),
});

/**
 * Launches a batch over a dataset, or over the products that a selection finds at this moment, which become a dataset of
 * their own. Refuses what either refuses, and a launch that names neither or both.
 */
export async function launchOver(
  actor: Actor,
  {
    datasetId,
    selectionId,
    ...launch
  }: Omit<Launch, "datasetId"> & { datasetId?: string | undefined; selectionId?: string | undefined },
): Promise<Result<{ id: string }>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  if (datasetId !== undefined && selectionId === undefined)
    return launchBatch(actor, { ...launch, datasetId });
  if (selectionId === undefined || datasetId !== undefined)
    return refuse("dataset_or_selection", undefined, [{ path: "selectionId", code: "dataset_or_selection" }]);
  return launchSelection(actor, { ...launch, selectionId });
}

/**
 * Launches over a selection without waiting until a million products are frozen: the batch is there at once and waits for
 * its rows, and a job sets it going. Refuses what can be known without them; what they are refused for is told on the batch.
 */
export async function launchSelection(
  actor: Actor,
  { selectionId, ...launch }: Omit<Launch, "datasetId"> & { selectionId: string },
  origin?: LaunchOrigin,
): Promise<Result<{ id: string }>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const checked = await checkTermsWithoutRows(launch);
  if (!checked.ok) return checked;
  const id = newId();
  const asked = askedFacts(launch, checked.value);
  // The version that its label is on now, also where the label is moved before the rows are there.
  const { templateId, templateLabel, ...terms } = { ...launch, templateVersionId: asked.templateVersionId };
  const frozen = await freezeProducts(actor, { selectionId }, async (tx, datasetId) => {
    const facts = {
      ...{ ...asked, datasetId, scheduleId: origin?.scheduleId ?? null },
      reviewPlan: launch.reviewPlan ?? { kind: "every" as const },
    };
    await createBatch(tx, {
      ...{ id, ...facts, ...knownFacts(checked.value) },
      ...{ rowCount: 0, itemCount: 0, state: "scheduled" as const },
      reviewSeed: newSeed(),
      launchedBy: actor.memberId,
    });
    await insertSelectionLaunch(tx, { batchId: id, selectionId, launch: terms });
    await auditLaunch(tx, actor, id, { ...facts, selectionId, ...(templateLabel && { templateLabel }) });
    await enqueue(tx, launchFrozenJob, { batchId: id });
    await origin?.record(tx, id);
  });
  return frozen.ok ? accept({ id }) : frozen;
}

/**
 * The same for a caller that has the time: it waits for the rows, and answers what they are refused for. What was frozen
 * for a launch that is refused is given up again.
 */
export async function launchFrozenSelection(
  actor: Actor,
  { selectionId, ...launch }: Omit<Launch, "datasetId"> & { selectionId: string },
  origin: LaunchOrigin,
): Promise<Result<{ id: string }>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const frozen = await frozenDataset(actor, { selectionId });
  if (!frozen.ok) return frozen;
  const launched = await launchBatch(actor, { ...launch, ...frozen.value }, origin);
  if (launched.ok) return accept({ id: launched.value.id });
  await giveUpRows(db(), frozen.value.datasetId);
  return launched;
}
