/** What people and systems may hear of, in the order it is offered. */
export const EVENT_KINDS = [
  "batch.finished",
  "batch.paused",
  "launch.waiting",
  "launch.decided",
  "budget.crossed",
  "review.waiting",
  "delivery.dead",
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

/** Those that come often and press nobody: a target may have them gathered. */
export const GATHERED_KINDS: readonly EventKind[] = ["batch.finished", "launch.decided", "review.waiting"];
