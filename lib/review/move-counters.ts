import type { Db } from "#db/client.ts";
import { moveReviewCounters } from "#db/queries/review/decisions.ts";
import type { ReviewState } from "#lib/checks/first-review-state.ts";
import type { ReviewedRow } from "./reviewed-row.ts";

const COUNTED = ["pending", "approved", "rejected", "escalated"] as const;

/** Moves the counters of batches by what became of their items. @param before the states they had, by item. */
export async function moveCounters(
  tx: Db,
  before: Map<string, ReviewState>,
  items: Map<string, ReviewedRow>,
): Promise<void> {
  const moves = new Map<string, Record<(typeof COUNTED)[number], number>>();
  for (const [id, item] of items) {
    const from = before.get(id);
    if (from === item.reviewState) continue;
    const by = moves.get(item.batchId) ?? { pending: 0, approved: 0, rejected: 0, escalated: 0 };
    for (const state of COUNTED) by[state] += Number(item.reviewState === state) - Number(from === state);
    moves.set(item.batchId, by);
  }
  for (const [batchId, by] of [...moves].sort()) await moveReviewCounters(tx, batchId, by);
}
