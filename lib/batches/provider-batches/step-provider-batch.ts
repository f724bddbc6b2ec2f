import { db } from "#db/client.ts";
import { pauseForReason } from "#db/queries/batches/batches.ts";
import { type ProviderBatchRow, takeProviderBatch } from "#db/queries/batches/provider-batches.ts";
import type { Failure } from "#lib/failure.ts";
import { findAgain } from "./find-again.ts";
import { followBatch } from "./follow-batch.ts";
import { giveUp, putBack } from "./let-go.ts";
import { continueLater, type Next } from "./next-turn.ts";
import { openRun, type ProviderBatchRun } from "./open-run.ts";
import { submitBatch } from "./submit-batch.ts";

const STANDS_IN_THE_WAY_MS = 60_000;

/**
 * The job: takes a provider batch one step further, from its requests to its results. Each step writes where it
 * stands and queues the next in one transaction; after a crash the same step runs again. Between the intent and the
 * provider's answer stands the state `creating`: found there, the provider is asked before anything is sent again.
 * A worker that was given up while it only stood still finds the step another's, and leaves everything as it is.
 */
export async function driveProviderBatch(
  { id, turn }: { id: string; turn: number },
  stopping: AbortSignal,
): Promise<void> {
  const file = await takeProviderBatch(db(), { id, turn });
  if (!file) return;
  const opened = await openRun(file);
  const next = opened.ok ? await step(opened.value, stopping) : await standStill(file, opened.refusal);
  if (next === "over") return;
  await db().transaction((tx) => continueLater(tx, file, next.afterMs));
}

async function step(run: ProviderBatchRun, stopping: AbortSignal): Promise<Next> {
  switch (run.file.state) {
    case "intended":
      return submitBatch(run, stopping);
    case "collecting":
      // Whoever was gathering is gone, and with it what it had written down; nothing has been sent.
      await db().transaction((tx) => putBack(tx, run.file));
      return submitBatch(run, stopping);
    case "creating":
      return findAgain(run);
    case "submitted":
      return followBatch(run, stopping);
    case "done":
      return "over";
  }
}

/** Something of the console stands in the way: what is at the provider stays there until somebody acts. */
async function standStill(file: ProviderBatchRow, reason: Failure): Promise<Next> {
  await pauseForReason(db(), file.batchId, reason);
  if (file.state === "creating" || file.state === "submitted") return { afterMs: STANDS_IN_THE_WAY_MS };
  await giveUp(file);
  return "over";
}
