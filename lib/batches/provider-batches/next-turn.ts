import type { Db } from "#db/client.ts";
import {
  listOpenProviderBatches,
  type ProviderBatchRow,
  updateProviderBatch,
} from "#db/queries/batches/provider-batches.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { driveProviderBatchJob } from "../jobs.ts";

/** What a step leaves: another one after a while, or nothing more to do. */
export type Next = { afterMs: number } | "over";

/** Queues the next step of a provider batch in the caller's transaction, unless another has been queued meanwhile. */
export async function continueLater(
  tx: Db,
  file: Pick<ProviderBatchRow, "id" | "turn"> & { fence?: number },
  afterMs: number,
): Promise<void> {
  const turn = file.turn + 1;
  if (!(await updateProviderBatch(tx, file, { turn }))) return;
  const startAfter = afterMs > 0 ? { startAfter: new Date(Date.now() + afterMs) } : {};
  await enqueue(tx, driveProviderBatchJob, { id: file.id, turn }, startAfter);
}

/** Has what a batch has at its provider looked at now rather than in a while: it is not wanted any more. */
export async function hurryProviderBatches(tx: Db, batchId: string): Promise<void> {
  for (const file of await listOpenProviderBatches(tx, batchId)) {
    // Whoever has it in hand may have taken it up before it was unwanted.
    if (file.state === "submitted") await continueLater(tx, { id: file.id, turn: file.turn }, 0);
  }
}
