import type { BatchState } from "../batch-state.ts";

const SHARE_OF_TIME = 0.1;
const LONGEST_LEAD_MS = 3_600_000;
const SHORTEST_LOOK_MS = 500;
const LONGEST_LOOK_MS = 60_000;
const LOOK_SHARE = 0.1;
const SMALL_SHARE = 0.02;
const SMALL_COUNT = 5;

/** From when on nothing is left to a provider's batches any more, so that the rest is made in real time by the deadline. */
export function movesAt({ deadline, createdAt }: { deadline: Date | null; createdAt: Date }): Date | null {
  if (!deadline) return null;
  const span = Math.max(0, deadline.getTime() - createdAt.getTime());
  return new Date(deadline.getTime() - Math.min(LONGEST_LEAD_MS, span * SHARE_OF_TIME));
}

/** Since when a batch has no use for what it has at its provider; `null` while it has. */
export function unwantedSince(batch: {
  state: BatchState;
  finishedAt: Date | null;
  deadline: Date | null;
  createdAt: Date;
}): Date | null {
  if (batch.state === "cancelled") return batch.finishedAt ?? batch.createdAt;
  const moveAt = movesAt(batch);
  return moveAt && moveAt.getTime() <= Date.now() ? moveAt : null;
}

/** Whether a batch has no use any more for what it has at its provider: it was cancelled, or its deadline is near. */
export function isUnwanted(batch: Parameters<typeof unwantedSince>[0]): boolean {
  return unwantedSince(batch) !== null;
}

/** How long until a provider's batch is looked at again, a while after it was submitted. */
export function nextLookMs(sinceSubmittedMs: number): number {
  return Math.min(LONGEST_LOOK_MS, Math.max(SHORTEST_LOOK_MS, sinceSubmittedMs * LOOK_SHARE));
}

/**
 * Whether what provider batches left over (repairs, lost and expired requests) is so little that it is made in
 * real time: waiting for another day would save next to nothing.
 */
export function isSmallRest(rest: number, itemCount: number): boolean {
  return rest <= Math.max(SMALL_COUNT, itemCount * SMALL_SHARE);
}
