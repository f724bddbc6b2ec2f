import type { Practice, PracticeItem } from "#lib/review/practice/view-practice.ts";
import type { Claim } from "../review-answers.ts";

/** An item to practise on, as the API hands it out: what the checks said is in the reader's words. */
export interface PracticeItemView extends Omit<PracticeItem, "claim"> {
  claim: Claim;
}

/** One's practice, as the API tells it. */
export interface PracticeView extends Omit<Practice, "next"> {
  next: PracticeItemView | null;
}
