import { db } from "#db/client.ts";
import { pauseForReason } from "#db/queries/batches/batches.ts";
import type { CallToFund } from "#db/queries/batches/claim-calls.ts";
import { log } from "#lib/log.ts";
import { sleep } from "#lib/sleep.ts";
import { overBudget } from "../over-budget.ts";
import type { ChunkRun } from "./chunk-run.ts";
import type { ChunkClaim } from "./funder.ts";

const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 1_000;

/**
 * Reserves money for the first of these calls, as many as fit under the cap. Where none fits it waits for what
 * is in flight to settle; when nothing is, the batch is paused for its budget.
 * @returns how many are funded; 0 when the run must be left.
 */
export async function fundCalls(run: ChunkRun, calls: readonly CallToFund[]): Promise<number> {
  for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(LAST_LOOK_MS, lookMs * 2)) {
    if (run.leaving.aborted) return 0;
    const claim = await run.funder.claim(run.chunk, calls);
    if (claim.granted > 0) return claim.granted;
    if (!mayWaitForMoney(run, claim)) return 0;
    if (!claim.inFlight) {
      log.info(
        { batchId: run.batch.id, budget: claim.lacking },
        "a batch reached its cap or a budget above it",
      );
      await pauseForReason(db(), run.batch.id, overBudget(claim.lacking), { onceNothingInFlight: true });
      run.stop();
      return 0;
    }
    await sleep(lookMs, run.leaving);
  }
}

function mayWaitForMoney(run: ChunkRun, { owned, running }: ChunkClaim): boolean {
  if (owned && running) return true;
  const { batchId, number, fence } = run.chunk;
  if (!owned) log.warn({ batchId, chunk: number, fence }, "a chunk was taken over");
  run.stop();
  return false;
}
