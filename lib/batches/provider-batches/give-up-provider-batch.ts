import { db } from "#db/client.ts";
import { pauseForReason } from "#db/queries/batches/batches.ts";
import { takeProviderBatch } from "#db/queries/batches/provider-batches.ts";
import { finishBatch } from "./finish-batch.ts";
import { giveUp } from "./let-go.ts";
import { continueLater } from "./next-turn.ts";
import { openRun } from "./open-run.ts";
import { chargeMissing } from "./take-in-results.ts";

const LOOK_AGAIN_MS = 3_600_000;

/**
 * The job was tried in vain: its batch is paused and says so. What may be at the provider is charged as unknown; where
 * even that cannot be done yet, it is tried again later.
 */
export async function giveUpProviderBatch({ id, turn }: { id: string; turn: number }): Promise<void> {
  const file = await takeProviderBatch(db(), { id, turn });
  if (!file) return;
  const reason = { code: "given_up" };
  await pauseForReason(db(), file.batchId, reason);
  if (file.state === "intended" || file.state === "collecting") {
    await giveUp(file);
    return;
  }
  const opened = await openRun(file);
  if (!opened.ok) return db().transaction((tx) => continueLater(tx, file, LOOK_AGAIN_MS));
  await chargeMissing(opened.value, "batch_lost");
  await finishBatch(opened.value, "lost", null, reason);
}
