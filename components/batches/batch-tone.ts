import type { Tone } from "#components/ui/tone.ts";
import type { BatchState } from "#lib/batches/batch-state.ts";

/** What tells how a batch went. */
export interface BatchStanding {
  status: BatchState;
  counts: { failed: number };
}

const tones: Record<BatchState, Tone> = {
  "awaiting-approval": "warning",
  scheduled: "neutral",
  running: "info",
  paused: "warning",
  succeeded: "success",
  failed: "danger",
  cancelled: "neutral",
};

/** Whether a batch that is done with its items has failed some of them. */
export function hasFailures({ status, counts }: BatchStanding): boolean {
  return status === "succeeded" && counts.failed > 0;
}

/** The colour of a batch: green only where every item came to something. */
export function batchTone(batch: BatchStanding): Tone {
  return hasFailures(batch) ? "warning" : tones[batch.status];
}
