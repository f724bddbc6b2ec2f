import type { BatchRecord } from "./batch-store.ts";

/** Shares of a batch's time at which it starts to answer, and to write down what it has. */
const ANSWERS_FROM = 0.05;
const FINALIZES_FROM = 0.95;
const LONGEST_CANCEL_MS = 2_000;

export type BatchPhase = "validating" | "in_progress" | "finalizing" | "cancelling" | "over";

export interface BatchProgress {
  phase: BatchPhase;
  /** Requests answered by then. */
  done: number;
  /** How it ends, once it is over. */
  endsAs: "completed" | "expired" | "cancelled" | "failed";
}

/** Where a simulated batch stands at a moment: a matter of time alone, so that a restart changes nothing. */
export function progressOf(record: BatchRecord, now: number): BatchProgress {
  const { createdAt, total, settings, cancelledAt } = record;
  const span = settings.seconds * 1_000;
  const share = (at: number) => (span === 0 ? 1 : Math.min(1, (at - createdAt) / span));
  const most = settings.finished === null ? total : Math.floor(total * Math.min(1, settings.finished));
  const doneAt = (at: number) => {
    const worked = (share(at) - ANSWERS_FROM) / (FINALIZES_FROM - ANSWERS_FROM);
    return Math.floor(most * Math.min(1, Math.max(0, worked)));
  };
  if (record.misfits.length > 0) {
    return { phase: share(now) < ANSWERS_FROM ? "validating" : "over", done: 0, endsAs: "failed" };
  }
  if (cancelledAt !== null) {
    const isOver = now >= cancelledAt + Math.min(LONGEST_CANCEL_MS, span / 10);
    return { phase: isOver ? "over" : "cancelling", done: doneAt(cancelledAt), endsAs: "cancelled" };
  }
  const endsAs = settings.finished === null ? "completed" : "expired";
  return { phase: phaseAt(share(now)), done: doneAt(now), endsAs };
}

function phaseAt(share: number): BatchPhase {
  if (share < ANSWERS_FROM) return "validating";
  if (share < FINALIZES_FROM) return "in_progress";
  return share < 1 ? "finalizing" : "over";
}
