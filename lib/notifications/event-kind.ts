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
