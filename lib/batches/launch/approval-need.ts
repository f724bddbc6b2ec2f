import type { Failure } from "#lib/failure.ts";
import { compareAmounts, type Money } from "#lib/money.ts";

/** What decides whether a launch waits for somebody else's word. */
export interface ApprovalRules {
  /** The most that a launch of this person may come to by itself; `null`: any amount. */
  limit: Money | null;
  /** Budgets it would count in whose launches need approval at this moment, by name. */
  budgets: string[];
}

/**
 * Why a launch needs somebody else's approval; empty where it needs none. A limit is held against the cap, and against what
 * is expected where that is more; one in another currency cannot be, and so does not let it pass.
 */
export function approvalReasons(
  { limit, budgets }: ApprovalRules,
  { cap, expected }: { cap: Money; expected: string | null },
): Failure[] {
  const reasons: Failure[] = budgets.map((budget) => ({ code: "budget_asks_approval", params: { budget } }));
  if (!limit) return reasons;
  const params = { limit: `${limit.amount} ${limit.currency}` };
  if (limit.currency !== cap.currency) return [{ code: "launch_limit_other_currency", params }, ...reasons];
  const isAbove = [cap.amount, expected ?? "0"].some((amount) => compareAmounts(amount, limit.amount) > 0);
  return isAbove ? [{ code: "above_launch_limit", params }, ...reasons] : reasons;
}
