import type { Claim } from "../review-answers.ts";

/** An item must have been on screen this long before it can be decided on. */
const MIN_SEEN_MS = 250;

/** The item that was painted last, and when. */
export interface SeenItem {
  itemId: string;
  at: number;
}

/** Notes that an item was painted; painted again it is not seen anew. */
export function seeItem(seen: SeenItem | null, painted: SeenItem): SeenItem {
  return seen?.itemId === painted.itemId ? seen : painted;
}

/** Whether an item has been on screen long enough for a decision to be meant for it. */
export function wasSeen(seen: SeenItem | null, { itemId }: Claim, at: number): boolean {
  return seen?.itemId === itemId && at - seen.at >= MIN_SEEN_MS;
}
