/** What waits for review, as one person sees it. */
export interface ReviewQueue {
  /** Outputs this person may decide on. */
  mine: number;
  /** Outputs of batches this person launched: somebody else must decide. */
  ownLaunches: number;
  escalated: number;
}

interface QueuedBatch {
  pending: number;
  escalated: number;
  launchedByMe: boolean;
  pendingForMe: number;
}

/** Adds up the batches of the review queue for one person. */
export function sumReviewQueue(batches: readonly QueuedBatch[]): ReviewQueue {
  const queue = { mine: 0, ownLaunches: 0, escalated: 0 };
  for (const { pending, escalated, launchedByMe, pendingForMe } of batches) {
    if (launchedByMe) queue.ownLaunches += pending;
    queue.mine += pendingForMe;
    queue.escalated += escalated;
  }
  return queue;
}
