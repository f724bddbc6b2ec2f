import type { BatchRow } from "#db/queries/batches/batches.ts";
import type { EndedItem } from "#db/queries/batches/flush-results.ts";
import { firstReviewState } from "#lib/checks/first-review-state.ts";
import { failureGroupOf } from "#lib/failure.ts";
import type { ItemEnding } from "#lib/items/advance.ts";
import type { Progress } from "#lib/items/progress.ts";
import type { ItemPlace } from "../item-seq.ts";

/** An item's row as it will be kept. */
export function endedItem(
  { reviewPlan }: Pick<BatchRow, "reviewPlan">,
  { seq, rowNumber, language }: ItemPlace & { seq: number },
  { attempts, cost }: Pick<Progress, "attempts" | "cost">,
  ending: ItemEnding,
): EndedItem {
  const failure = ending.state === "failed" ? ending.failure : null;
  return {
    seq,
    rowNumber,
    language,
    state: ending.state,
    output: ending.state === "succeeded" ? ending.output : null,
    failure: ending.state === "skipped" ? ending.reason : failure,
    failureGroup: failure && failureGroupOf(failure),
    cost,
    attempts,
    reviewState: ending.state === "succeeded" ? firstReviewState(reviewPlan, []) : "none",
  };
}
