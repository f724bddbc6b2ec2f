import type { Db } from "#db/client.ts";
import { insertRegenerations } from "#db/queries/review/regenerations.ts";
import { newId } from "#lib/new-id.ts";
import { enqueueAll } from "#lib/queue/queue.ts";
import { regenerateJob } from "./job.ts";

/** Whoever takes a rejection back, or adds a note to it, within this time has paid for nothing. */
const SECOND_THOUGHTS_MS = 5_000;

/** An output that is to be made anew. */
export type AskedRegeneration = Omit<Parameters<typeof insertRegenerations>[1][number], "id">;

/** Asks for outputs to be made anew, in the transaction of what they follow from. */
export async function askRegenerations(tx: Db, asked: readonly AskedRegeneration[]): Promise<void> {
  const added = asked.map((one) => ({ ...one, id: newId() }));
  await insertRegenerations(tx, added);
  for (const [batchId, ofBatch] of Map.groupBy(added, (one) => one.batchId)) {
    const [second, first] = [ofBatch.filter(isOfRejection), ofBatch.filter((one) => !isOfRejection(one))];
    await enqueueAll(tx, regenerateJob, first.map(payloadOf), batchId);
    const startAfter = new Date(Date.now() + SECOND_THOUGHTS_MS);
    await enqueueAll(tx, regenerateJob, second.map(payloadOf), batchId, { startAfter });
  }
}

function isOfRejection({ cause }: AskedRegeneration): boolean {
  return cause === "rejection";
}

function payloadOf({ id }: { id: string }): { id: string } {
  return { id };
}
