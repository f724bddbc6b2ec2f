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
