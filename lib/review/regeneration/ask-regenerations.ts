import type { Db } from "#db/client.ts";
import { insertRegenerations } from "#db/queries/review/regenerations.ts";
import { newId } from "#lib/new-id.ts";
import { enqueueAll } from "#lib/queue/queue.ts";
import { regenerateJob } from "./job.ts";

/** Whoever takes a rejection back, or adds a note to it, within this time has paid for nothing. */
const SECOND_THOUGHTS_MS = 5_000;

/** Nobody who rejects one output waits for the thousands of a bulk action. */
const AFTER_OTHERS = -1;

/** An output that is to be made anew. */
export type AskedRegeneration = Omit<Parameters<typeof insertRegenerations>[1][number], "id">;

/** Asks for outputs to be made anew, in the transaction of what they follow from. */
export async function askRegenerations(tx: Db, asked: readonly AskedRegeneration[]): Promise<void> {
  const added = asked.map((one) => ({ ...one, id: newId() }));
  await insertRegenerations(tx, added);
  for (const [batchId, ofBatch] of Map.groupBy(added, (one) => one.batchId)) {
    const payloads = (when: ReturnType<typeof whenOf>) =>
      ofBatch.filter((one) => whenOf(one) === when).map(({ id }) => ({ id }));
    const startAfter = new Date(Date.now() + SECOND_THOUGHTS_MS);
    await enqueueAll(tx, regenerateJob, payloads("now"), batchId);
    await enqueueAll(tx, regenerateJob, payloads("after-second-thoughts"), batchId, { startAfter });
    await enqueueAll(tx, regenerateJob, payloads("after-others"), batchId, { priority: AFTER_OTHERS });
  }
}

/** Who asked for many at once was told what it costs, and has thought. */
function whenOf({ cause, actionId }: AskedRegeneration): "now" | "after-second-thoughts" | "after-others" {
  if (actionId !== null) return "after-others";
  return cause === "rejection" ? "after-second-thoughts" : "now";
}
