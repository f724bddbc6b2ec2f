/** Where a batch stands. The last three are final, but failed items of the first two may be run again. */
export const BATCH_STATES = [
  "awaiting-approval",
  "scheduled",
  "running",
  "paused",
  "succeeded",
  "failed",
  "cancelled",
] as const;

export type BatchState = (typeof BATCH_STATES)[number];

/** What can happen to a batch. */
export type BatchEvent =
  | "approve"
  | "refuse"
  | "start"
  | "pause"
  | "resume"
  | "cancel"
  | "retry"
  | "succeed"
  | "fail";

const NEXT: Record<BatchState, Partial<Record<BatchEvent, BatchState>>> = {
  // Approved it waits for its start, which may be now.
  "awaiting-approval": { approve: "scheduled", refuse: "cancelled", cancel: "cancelled" },
  // One that waits for the rows of its selection is over where nothing could be made of them.
  scheduled: { start: "running", cancel: "cancelled", succeed: "succeeded", fail: "failed" },
  running: { pause: "paused", cancel: "cancelled", retry: "running", succeed: "succeeded", fail: "failed" },
  // One that has nothing left to do is over, also where it was paused as its last items ended.
  paused: { resume: "running", cancel: "cancelled", retry: "paused", succeed: "succeeded", fail: "failed" },
  succeeded: { retry: "running" },
  failed: { retry: "running" },
  cancelled: {},
};

/** The state after an event; `null` when the event cannot happen in this state. */
export function nextBatchState(state: BatchState, event: BatchEvent): BatchState | null {
  return NEXT[state][event] ?? null;
}

/** Whether nothing more will happen to the batch by itself. */
export function isFinal(state: BatchState): boolean {
  return state === "succeeded" || state === "failed" || state === "cancelled";
}

/** How a batch ends whose every item has ended: failed only when nothing at all came of it. */
export function endingOf(counts: { succeeded: number; failed: number }): "succeed" | "fail" {
  return counts.succeeded === 0 && counts.failed > 0 ? "fail" : "succeed";
}
