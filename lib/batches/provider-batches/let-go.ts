import { type Db, db } from "#db/client.ts";
import { lockBatch } from "#db/queries/batches/batches.ts";
import {
  letChunksGo,
  lockChunksOf,
  lockProviderBatch,
  type ProviderBatchRow,
  removeProviderBatch,
  updateProviderBatch,
} from "#db/queries/batches/provider-batches.ts";

/** Lets its chunks go, which come before the batch, and that before the file; `false` when it is another's by now. */
export async function letGo(tx: Db, file: ProviderBatchRow): Promise<boolean> {
  await lockChunksOf(tx, file);
  await lockBatch(tx, file.batchId);
  if (!(await lockProviderBatch(tx, file))) return false;
  await letChunksGo(tx, file);
  return true;
}

/** Begins a provider batch anew: nothing of it is at its provider. */
export async function putBack(tx: Db, file: ProviderBatchRow): Promise<void> {
  if (!(await letGo(tx, file))) return;
  await updateProviderBatch(tx, file, {
    state: "intended",
    inputFileId: null,
    requests: 0,
    reserved: "0",
    submittedAt: null,
  });
}

/** Takes a provider batch back of which nothing is at its provider; `false` when it is another's by now. */
export function giveUp(file: ProviderBatchRow): Promise<boolean> {
  return db().transaction(async (tx) => {
    if (!(await letGo(tx, file))) return false;
    await removeProviderBatch(tx, file.id);
    return true;
  });
}
