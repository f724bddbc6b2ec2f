import type { ReviewPlan } from "./review-plan.ts";
import type { Verdict } from "./verdict.ts";

/** Where an output stands with its human audit; `none`: there is nothing to look at. */
export type ReviewState = "none" | "pending" | "approved" | "rejected" | "escalated";

/** Where an output that was just made enters review, by its batch's plan and what the checks said of it. */
export function firstReviewState(
  { kind }: ReviewPlan,
  _verdicts: readonly Verdict[],
): Extract<ReviewState, "none" | "pending"> {
  switch (kind) {
    case "every":
      return "pending";
  }
}
