import { isDrawn } from "./drawn-by-seed.ts";
import type { Verdict } from "./verdict.ts";

/** Where an output stands with its human audit; `none`: there is nothing to look at; `in-lot`: its lot's sample decides. */
export const REVIEW_STATES = ["none", "in-lot", "pending", "approved", "rejected", "escalated"] as const;

export type ReviewState = (typeof REVIEW_STATES)[number];

/** What a plan draws by: a seed that is kept with the batch, and the item's number in it. */
export interface Draw {
  seed: number;
  seq: number;
}

/**
 * Where an output that was just made enters review, by its batch's plan and what the checks said of it. One that a check
 * blocks or warns of waits for a person under every plan; `approved`: the plan let it pass unread.
 */
export function firstReviewState(
  plan: { kind: "every" } | { kind: "risk"; share: number } | { kind: "lots"; aql: string; level: string },
  verdicts: readonly Pick<Verdict, "verdict">[],
  { seed, seq }: Draw,
): Extract<ReviewState, "in-lot" | "pending" | "approved"> {
  if (verdicts.some(({ verdict }) => verdict !== "pass")) return "pending";
  switch (plan.kind) {
    case "every":
      return "pending";
    case "risk":
      return isDrawn(seed, seq, "read", plan.share) ? "pending" : "approved";
    case "lots":
      return "in-lot";
  }
}
