import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { frozenDataset } from "#lib/catalogue/selections/freeze-selection.ts";
import { type Result, refuse } from "#lib/result.ts";
import { type Launch, launchBatch } from "./launch-batch.ts";

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
  const frozen = await frozenDataset(actor, { selectionId });
  return frozen.ok ? launchBatch(actor, { ...launch, ...frozen.value }) : frozen;
}
