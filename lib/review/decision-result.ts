import type { ReviewState } from "#lib/checks/first-review-state.ts";
import type { Output, Verdict } from "./decision.ts";
import type { RejectRoute } from "./reject-reason.ts";
import type { ReviewedRow } from "./reviewed-row.ts";

/** What became of one decision, and the item as it now stands. */
export interface DecisionResult {
  itemId: string;
  status: "accepted" | "conflict" | "forbidden" | "stale" | "invalid" | "not_found";
  /** Why it was not accepted. */
  code?: string;
  /** With `invalid`: what does not fit, by field. */
  errors?: { path: string; code: string; params?: Record<string, string | number> }[];
  /** With `blocked_by_check`: the kinds of check that somebody would have to override. */
  blockedBy?: string[];
  item?: ItemState;
}

export interface ItemState {
  reviewState: ReviewState;
  output: Output;
  outputVersion: number;
  /** Of the latest claim; the actor's own after an undo. */
  token: number;
  /** Where it goes, of a rejected one. */
  route: RejectRoute | null;
  decidedBy: { memberId: string; name: string } | null;
  decidedAt: string | null;
  lastEditedBy: { memberId: string; name: string } | null;
}

/** What is told of a decision, and how its item stands after all that were made with it. */
export function toResult(
  { itemId }: { itemId: string },
  verdict: Verdict,
  item: ReviewedRow,
  names: Map<string, string>,
  isChangedNow: boolean,
): DecisionResult {
  const named = (id: string | null) => (id ? { memberId: id, name: names.get(id) ?? "" } : null);
  const decidedAt = isChangedNow ? new Date().toISOString() : item.decidedAt;
  return {
    itemId,
    status: verdict.status,
    ...(verdict.status !== "accepted" && { code: verdict.code }),
    ...("code" in verdict && verdict.code === "blocked_by_check" && { blockedBy: item.openBlocks }),
    item: {
      reviewState: item.reviewState,
      output: item.output,
      outputVersion: item.outputVersion,
      token: item.claimToken,
      route: item.route,
      decidedBy: named(item.decidedBy),
      decidedAt: item.decidedBy && decidedAt ? new Date(decidedAt).toISOString() : null,
      lastEditedBy: named(item.lastEditedBy),
    },
  };
}

/** That there is no such item, or none that the reviewer may see. */
export function notFound({ itemId }: { itemId: string }): DecisionResult {
  return { itemId, status: "not_found", code: "not_found" };
}

/** That what was sent does not fit, and where. */
export function invalid({ itemId }: { itemId: string }, path: string, code: string): DecisionResult {
  return { itemId, status: "invalid", code, errors: [{ path, code }] };
}
