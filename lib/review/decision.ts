import type { ReviewState } from "#lib/checks/first-review-state.ts";

/** Decisions a reviewer can take back, counted from the latest. */
export const UNDO_DEPTH = 50;

export const DECISION_KINDS = ["approve", "reject", "edit", "escalate", "undo"] as const;

export type DecisionKind = (typeof DECISION_KINDS)[number];

export type Output = Record<string, unknown>;

/** An item as the decision finds it. */
export interface ReviewedItem {
  reviewState: ReviewState;
  output: Output;
  outputVersion: number;
  claimedBy: string | null;
  /** Of the latest claim. */
  claimToken: number;
  /** Whether the latest claim has run out by the clock. */
  isLeaseOver: boolean;
  lastEditedBy: string | null;
  decidedBy: string | null;
  launchedBy: string;
}

/** What a reviewer asks for; parsed, and an edited output already checked against the template's fields. */
export interface Decision {
  kind: DecisionKind;
  /** Of the claim and the output it was made on. */
  token: number;
  outputVersion: number;
  /** With `edit`. */
  output?: Output;
}

/** What is known of an item's past when a decision is to be taken back. */
export interface UndoFacts {
  /** The item's latest decision, and whether it is among the reviewer's last `UNDO_DEPTH`. */
  last: { memberId: string; kind: DecisionKind; outputBefore: Output | null; isRecent: boolean } | null;
  /** Who had edited the item before that decision. */
  editorBefore: string | null;
  /** Whether a publication that was not a failure holds it. */
  isPublished: boolean;
}

export type ConflictCode = "already_decided" | "already_published" | "claimed_by_other" | "nothing_to_undo";
export type StaleCode = "claim_lost" | "output_changed";

/** What becomes of a decision, and of the item if it is accepted and was not there already. */
export type Verdict =
  | { status: "accepted"; change: Partial<ReviewedItem> | null }
  | { status: "conflict"; code: ConflictCode }
  | { status: "forbidden"; code: "four_eyes" }
  | { status: "stale"; code: StaleCode };

/**
 * Decides whether a decision stands. The token, not the clock, is the truth: a lease that ran out loses nothing
 * as long as nobody else claimed the item since.
 * @param undo what is known of its past; needed for `undo` only.
 */
export function judge(item: ReviewedItem, decision: Decision, memberId: string, undo?: UndoFacts): Verdict {
  if (decision.kind === "undo") return judgeUndo(item, memberId, undo);
  if (wasMadeBefore(item, decision, memberId)) return { status: "accepted", change: null };
  if (item.launchedBy === memberId || item.lastEditedBy === memberId)
    return { status: "forbidden", code: "four_eyes" };
  const isMine = item.claimedBy === memberId && decision.token <= item.claimToken;
  if (item.reviewState !== "pending" && !(item.reviewState === "escalated" && isMine))
    return { status: "conflict", code: "already_decided" };
  if (!isMine) return { status: "stale", code: "claim_lost" };
  if (decision.outputVersion !== item.outputVersion) return { status: "stale", code: "output_changed" };
  return { status: "accepted", change: changeOf(item, decision, memberId) };
}

const STATE_AFTER = { approve: "approved", reject: "rejected", escalate: "escalated" } as const;

function changeOf(item: ReviewedItem, decision: Decision, memberId: string): Partial<ReviewedItem> {
  if (decision.kind === "undo") return {};
  if (decision.kind !== "edit") {
    const reviewState = STATE_AFTER[decision.kind];
    // An escalated item waits for someone else, so it stays with nobody.
    return { reviewState, decidedBy: memberId, ...(reviewState === "escalated" && { claimedBy: null }) };
  }
  return {
    reviewState: "pending",
    output: decision.output ?? item.output,
    outputVersion: item.outputVersion + 1,
    lastEditedBy: memberId,
    claimedBy: null,
    decidedBy: null,
  };
}

function wasMadeBefore(item: ReviewedItem, decision: Decision, memberId: string): boolean {
  if (decision.token !== item.claimToken || decision.kind === "undo") return false;
  if (decision.kind !== "edit")
    return item.reviewState === STATE_AFTER[decision.kind] && item.decidedBy === memberId;
  return (
    item.reviewState === "pending" &&
    item.lastEditedBy === memberId &&
    item.outputVersion === decision.outputVersion + 1 &&
    sameOutput(item.output, decision.output ?? {})
  );
}

function judgeUndo(item: ReviewedItem, memberId: string, undo: UndoFacts | undefined): Verdict {
  const last = undo?.last;
  if (!last || last.memberId !== memberId || last.kind === "undo" || !last.isRecent)
    return { status: "conflict", code: "nothing_to_undo" };
  if (undo.isPublished && item.reviewState === "approved")
    return { status: "conflict", code: "already_published" };
  const isElsewhere = item.claimedBy !== null && item.claimedBy !== memberId && !item.isLeaseOver;
  if (isElsewhere) return { status: "conflict", code: "claimed_by_other" };
  const claimedAgain = { claimedBy: memberId, claimToken: item.claimToken + 1, decidedBy: null };
  if (last.kind !== "edit")
    return { status: "accepted", change: { ...claimedAgain, reviewState: "pending" } };
  return {
    status: "accepted",
    change: {
      ...claimedAgain,
      output: last.outputBefore ?? item.output,
      outputVersion: item.outputVersion + 1,
      lastEditedBy: undo.editorBefore,
    },
  };
}

/** Whether two outputs say the same, whatever the order of their keys. */
export function sameOutput(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = Object.entries(a);
  const right = b as Record<string, unknown>;
  return left.length === Object.keys(b).length && left.every(([key, value]) => sameOutput(value, right[key]));
}
