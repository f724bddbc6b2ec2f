/** Why nothing can be handed out. */
export const EMPTY_REASONS = [
  "practice-first",
  "nothing-made",
  "all-decided",
  "in-lots",
  "own-launches",
  "filtered-out",
  "not-assigned",
  "held-by-others",
  "own-work",
] as const;

export type EmptyReason = (typeof EMPTY_REASONS)[number];

/** What is known of a queue that handed out nothing. */
export interface EmptyQueue {
  made: number;
  pending: number;
  /** Of batches the asker launched. */
  ownPending: number;
  /** Waiting for the samples of their lots. */
  inLot: number;
  /** Whether others hold something that was asked for. */
  isHeld: boolean;
  /** Whether there is something else than what was asked for, free or held. */
  isElsewhere: boolean;
  /** Whether there is something in languages the asker is not assigned. */
  isUnassigned: boolean;
}

/** The one reason that explains an empty queue best: what a person could do about it comes first. */
export function whyEmpty(queue: EmptyQueue): EmptyReason {
  if (queue.made === 0) return "nothing-made";
  if (queue.pending === 0) return queue.inLot > 0 ? "in-lots" : "all-decided";
  if (queue.pending === queue.ownPending) return "own-launches";
  if (queue.isHeld) return "held-by-others";
  if (queue.isElsewhere) return "filtered-out";
  return queue.isUnassigned ? "not-assigned" : "own-work";
}
