import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { isDrawn } from "./drawn-by-seed.ts";

const BLIND_SHARE = 0.5;

/**
 * Whether an output is shown without what the checks found: half of a batch whose plan asks for it, so that it can be seen
 * how much highlighting sways those who decide.
 */
export function isShownBlind(plan: { blind?: boolean | undefined }, seed: number, seq: number): boolean {
  return plan.blind === true && isDrawn(seed, seq, "blind", BLIND_SHARE);
}

/** Whether it is kept from the actor what the checks found of an output: shown blind, still open, and theirs to decide on. */
export function isKeptBlind(
  actor: Actor,
  { reviewPlan, reviewSeed }: { reviewPlan: { blind?: boolean | undefined }; reviewSeed: number },
  { seq, reviewState }: { seq: number; reviewState: string },
): boolean {
  const isOpen = reviewState === "pending" || reviewState === "escalated";
  return isOpen && can(actor, "review:decide") && isShownBlind(reviewPlan, reviewSeed, seq);
}
