import { db } from "#db/client.ts";
import { giveUpRows } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { frozenDataset } from "#lib/catalogue/selections/freeze-selection.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type Launch, type LaunchOrigin, launchBatch } from "./launch-batch.ts";

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

/** The same over a selection alone. What was frozen for a launch that is refused is given up again. */
export async function launchSelection(
  actor: Actor,
  { selectionId, ...launch }: Omit<Launch, "datasetId"> & { selectionId: string },
  origin?: LaunchOrigin,
): Promise<Result<{ id: string }>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const frozen = await frozenDataset(actor, { selectionId });
  if (!frozen.ok) return frozen;
  const launched = await launchBatch(actor, { ...launch, ...frozen.value }, origin);
  if (launched.ok) return accept({ id: launched.value.id });
  await giveUpRows(db(), frozen.value.datasetId);
  return launched;
}
