import type { ModelLimits } from "#lib/models/callable-model.ts";
import { CHUNK_SIZE } from "./chunk-plan.ts";

const AHEAD_MS = 500;
const MINUTE_MS = 60_000;

/**
 * How many items of a chunk ask for money at once. What is funded and has not started yet would count as possibly
 * billed after a crash, so it stays below what the model takes at once, and below half a second of its rate.
 * @param tokensPerCall the most that one call may take.
 */
export function sliceSize(
  { rpm, tpm }: Pick<ModelLimits, "rpm" | "tpm">,
  concurrency: number,
  tokensPerCall: number,
): number {
  const aMinute = Math.min(
    rpm ?? Number.POSITIVE_INFINITY,
    tpm === null ? Number.POSITIVE_INFINITY : tpm / tokensPerCall,
  );
  const most = Math.min(concurrency / 2, (aMinute * AHEAD_MS) / MINUTE_MS, CHUNK_SIZE);
  return Math.max(1, Math.ceil(most));
}
