import type { ReviewState } from "#lib/checks/first-review-state.ts";
import type { RejectRoute } from "./reject-reason.ts";

/** Decisions a reviewer can take back, counted from the latest. */
export const UNDO_DEPTH = 50;

/** What a reviewer decides under a claim. */
export const CLAIMED_DECISIONS = ["approve", "reject", "edit", "escalate", "undo"] as const;

/** Everything that the log of decisions holds. */
export const DECISION_KINDS = [...CLAIMED_DECISIONS, "reopen"] as const;

export type DecisionKind = (typeof DECISION_KINDS)[number];
export type ClaimedDecision = (typeof CLAIMED_DECISIONS)[number];

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
  /** Whose sentences are in the output. */
  authors?: readonly string[];
  decidedBy: string | null;
  launchedBy: string;
  /** Who has decided on it while it still waits for another's decision. */
  reviewers?: readonly string[];
  /** That two people decide on it, and what the first of them did if one has; `null`: one is enough. */
  double?: DoubleState | null;
  /** Where it goes, of a rejected one. */
  route?: RejectRoute | null;
  /** Kinds of check that block this version and that nobody has overridden. */
  openBlocks?: readonly string[];
  /** Whether a new version of it is under way. */
  isRegenerating?: boolean;
}

/** Two people decide without knowing of each other; the first of them may have. */
export interface DoubleState {
  first: { memberId: string; kind: "approve" | "reject" } | null;
}

/** What a reviewer asks for; parsed, and an edited output already checked against the template's fields. */
export interface Decision {
  kind: ClaimedDecision;
  /** Of the claim it was made under; `null` for a rejection from a list, which needs none. */
  token: number | null;
  /** Of the output it was made on. */
  outputVersion: number;
  /** With `reject`. */
  route?: RejectRoute;
  /** With the route `regenerate`: how often the item may still be made anew. */
  triesLeft?: number;
  /** With `edit`. */
  output?: Output;
  /** With `undo` from a list: the request of the rejection that is taken back, if it is the last word on the item. */
  takesBack?: string;
}

/** What is known of an item's past when a decision is to be taken back. */
export interface UndoFacts {
  /** The item's latest decision, and whether it is among the reviewer's last `UNDO_DEPTH`. */
  last: {
    memberId: string;
    kind: DecisionKind;
    outputVersion: number;
    outputBefore: Output | null;
    isRecent: boolean;
    /** The item came back as what a model made since, and nobody has decided on that. */
    wasMadeAnew?: boolean;
  } | null;
  /** Who had edited the item before that decision, and whose sentences were in it. */
  editorBefore: string | null;
  authorsBefore: readonly string[];
  /** Where the item stood before that decision, and who had put it there. */
  standing: Standing;
  /** Whether a publication that was not a failure holds it. */
  isPublished: boolean;
}

/** Where an item stands by its decisions: the state, and who decided it; `null` while nobody has. */
export interface Standing {
  reviewState: Exclude<ReviewState, "none" | "in-lot">;
  decidedBy: string | null;
  reviewers: readonly string[];
  /** Where it went, where it stands rejected. */
  route?: RejectRoute;
}

export type ConflictCode =
  | "already_decided"
  | "already_published"
  | "being_regenerated"
  | "blocked_by_check"
  | "claimed_by_other"
  | "nothing_to_undo"
  | "regenerations_used_up"
  | "request_reused";
export type StaleCode = "claim_lost" | "output_changed";

/** What becomes of a decision, and of the item if it is accepted and was not there already. */
export type Verdict =
  | { status: "accepted"; change: Partial<ReviewedItem> | null }
  | { status: "conflict"; code: ConflictCode }
  | { status: "forbidden"; code: "four_eyes" }
  | { status: "stale"; code: StaleCode };

/**
 * Decides whether a decision stands. The token, not the clock, is the truth: a lease that ran out loses nothing
 * as long as nobody else claimed the item since. What a check blocks is not approved before somebody overrides it.
 * @param undo what is known of its past; needed for `undo` only.
 */
export function judge(item: ReviewedItem, decision: Decision, memberId: string, undo?: UndoFacts): Verdict {
  if (decision.kind === "undo") return judgeUndo(item, memberId, undo, decision.takesBack !== undefined);
  if (wasMadeBefore(item, decision, memberId)) return { status: "accepted", change: null };
  if (isBarred(item, memberId)) return { status: "forbidden", code: "four_eyes" };
  const obstacle =
    decision.token === null ? unclaimed(item, memberId) : claimed(item, decision.token, memberId);
  if (obstacle) return obstacle;
  if (decision.outputVersion !== item.outputVersion) return { status: "stale", code: "output_changed" };
  if (decision.kind === "approve" && item.openBlocks && item.openBlocks.length > 0)
    return { status: "conflict", code: "blocked_by_check" };
  if (decision.kind === "reject" && decision.route === "regenerate" && decision.triesLeft === 0)
    return { status: "conflict", code: "regenerations_used_up" };
  const changesNothing = decision.kind === "edit" && sameOutput(decision.output ?? {}, item.output);
  return { status: "accepted", change: changesNothing ? null : changeOf(item, decision, memberId) };
}

/** Four eyes: who launched it, wrote in it or has decided on it already decides nothing on it. */
function isBarred({ launchedBy, lastEditedBy, authors, reviewers }: ReviewedItem, memberId: string): boolean {
  if (launchedBy === memberId || lastEditedBy === memberId) return true;
  return authors?.includes(memberId) || reviewers?.includes(memberId) || false;
}

/** What stands in the way of a decision under a claim. */
function claimed(item: ReviewedItem, token: number, memberId: string): Verdict | null {
  const isMine = item.claimedBy === memberId && token <= item.claimToken;
  if (item.reviewState !== "pending" && !(item.reviewState === "escalated" && isMine))
    return { status: "conflict", code: "already_decided" };
  return isMine ? null : { status: "stale", code: "claim_lost" };
}

/** What stands in the way of a rejection from a list: what somebody reads is left to them, and what is closed stays so. */
function unclaimed(item: ReviewedItem, memberId: string): Verdict | null {
  if (item.isRegenerating) return { status: "conflict", code: "being_regenerated" };
  const isRejected = item.reviewState === "rejected" && item.route !== "drop";
  if (item.reviewState !== "pending" && item.reviewState !== "escalated" && !isRejected)
    return { status: "conflict", code: "already_decided" };
  return isElsewhere(item, memberId) ? { status: "conflict", code: "claimed_by_other" } : null;
}

function isElsewhere({ claimedBy, isLeaseOver }: ReviewedItem, memberId: string): boolean {
  return claimedBy !== null && claimedBy !== memberId && !isLeaseOver;
}

const STATE_AFTER = { approve: "approved", reject: "rejected", escalate: "escalated" } as const;

function changeOf(item: ReviewedItem, decision: Decision, memberId: string): Partial<ReviewedItem> {
  if (decision.kind === "undo") return {};
  if (decision.kind !== "edit") {
    if (
      item.double &&
      decision.kind !== "escalate" &&
      decision.token !== null &&
      item.reviewState === "pending"
    )
      return changeOfDouble(item, item.double, decision.kind, decision.route ?? null, memberId);
    const reviewState = STATE_AFTER[decision.kind];
    // An escalated item waits for someone else, so it stays with nobody.
    const isWithNobody = reviewState === "escalated" || decision.token === null;
    const route = decision.kind === "reject" ? (decision.route ?? null) : null;
    // Two who differed decide nothing more on it. Of one who waited for a second, an escalation leaves nothing standing.
    const staysApart = reviewState === "escalated" && item.reviewState === "escalated";
    return {
      reviewState,
      decidedBy: memberId,
      route,
      reviewers: staysApart ? (item.reviewers ?? []) : [],
      ...(isWithNobody && { claimedBy: null }),
    };
  }
  return {
    reviewState: "pending",
    output: decision.output ?? item.output,
    outputVersion: item.outputVersion + 1,
    lastEditedBy: memberId,
    claimedBy: null,
    decidedBy: null,
    // Who decided did so on the text that it is no more.
    reviewers: [],
  };
}

// The first of two leaves it waiting for the other; two that differ leave it to a third. Where both reject, the second's
// route is taken: theirs is the decision that rejects it.
function changeOfDouble(
  { reviewers = [] }: ReviewedItem,
  { first }: DoubleState,
  kind: "approve" | "reject",
  route: RejectRoute | null,
  memberId: string,
): Partial<ReviewedItem> {
  const together = [...reviewers, memberId];
  if (!first) return { reviewState: "pending", decidedBy: null, claimedBy: null, reviewers: together };
  if (first.kind === kind)
    return { reviewState: STATE_AFTER[kind], decidedBy: memberId, route, reviewers: [] };
  return { reviewState: "escalated", decidedBy: memberId, claimedBy: null, reviewers: together };
}

/** Where a decision leaves an item when not where such decisions do; to be kept with it. */
export function leftState(
  kind: ClaimedDecision,
  { reviewState }: Partial<ReviewedItem>,
): "pending" | "escalated" | null {
  if (kind !== "approve" && kind !== "reject") return null;
  return reviewState === "pending" || reviewState === "escalated" ? reviewState : null;
}

function wasMadeBefore(item: ReviewedItem, decision: Decision, memberId: string): boolean {
  if (decision.token !== item.claimToken || decision.kind === "undo") return false;
  // Of two reviewers the first, or the second who differed; nobody has taken it up since.
  if (decision.kind !== "edit" && item.claimedBy === null && item.reviewers?.includes(memberId)) return true;
  if (decision.kind !== "edit")
    return item.reviewState === STATE_AFTER[decision.kind] && item.decidedBy === memberId;
  return (
    item.reviewState === "pending" &&
    item.lastEditedBy === memberId &&
    item.outputVersion === decision.outputVersion + 1 &&
    sameOutput(item.output, decision.output ?? {})
  );
}

function judgeUndo(
  item: ReviewedItem,
  memberId: string,
  undo: UndoFacts | undefined,
  fromList: boolean,
): Verdict {
  const last = undo?.last;
  if (!last || last.memberId !== memberId || last.kind === "undo" || !last.isRecent)
    return { status: "conflict", code: "nothing_to_undo" };
  if (undo.isPublished && item.reviewState === "approved")
    return { status: "conflict", code: "already_published" };
  // What was rejected has come back as another text since, which gives way only where that is meant.
  const givesWay = last.wasMadeAnew === true && fromList;
  if (last.kind !== "edit" && last.outputVersion !== item.outputVersion && !givesWay)
    return { status: "conflict", code: fromList ? "already_decided" : "nothing_to_undo" };
  if (isElsewhere(item, memberId)) return { status: "conflict", code: "claimed_by_other" };
  const claimedAgain = fromList
    ? { claimedBy: null, decidedBy: null, route: null }
    : { claimedBy: memberId, claimToken: item.claimToken + 1, decidedBy: null, route: null };
  if (last.kind !== "edit" && !givesWay)
    return { status: "accepted", change: { ...claimedAgain, ...undo.standing } };
  return {
    status: "accepted",
    change: {
      ...claimedAgain,
      ...undo.standing,
      authors: undo.authorsBefore,
      output: last.outputBefore ?? item.output,
      outputVersion: item.outputVersion + 1,
      lastEditedBy: undo.editorBefore,
    },
  };
}

/**
 * Where an item stood before its latest decision, from all of them, oldest first: what was undone does not count, and an
 * item that was escalated is so again once what came after is taken back. One that was rejected and made anew since waited.
 */
export function standingBefore(decisions: readonly PastStep[]): Standing {
  const standings = [{ standing: UNDECIDED, outputVersion: 0 }];
  for (const step of decisions.slice(0, -1)) {
    if (step.decision === "undo") standings.pop();
    else {
      const standing = standingAfter(step, standings.at(-1)?.standing ?? UNDECIDED);
      standings.push({ standing, outputVersion: step.outputVersion });
    }
  }
  const before = standings.at(-1);
  const latest = decisions.at(-1);
  if (!before || !latest) return UNDECIDED;
  const wasMadeAnew =
    before.standing.reviewState === "rejected" && before.outputVersion < latest.outputVersion;
  return wasMadeAnew ? UNDECIDED : before.standing;
}

/**
 * The decisions that found an item's output not good as it was made and that stand, from all that was decided on it, oldest
 * first: what was undone does not count, nor what was decided on a version that was reopened. One of two people's rejection
 * says nothing before the other's.
 */
export function faultsFound<Step extends PastStep>(decisions: readonly Step[]): Step[] {
  const standing: Step[] = [];
  for (const step of decisions) {
    if (step.decision === "undo") standing.pop();
    else standing.push(step);
  }
  return standing.filter(({ decision, leftState, outputVersion }, place) => {
    if (decision !== "edit" && (decision !== "reject" || leftState)) return false;
    const later = standing.slice(place + 1);
    return !later.some((step) => step.decision === "reopen" && step.outputVersion === outputVersion);
  });
}

/** A decision of the log, as far as it says where the item stood after it. */
export interface PastStep {
  decision: DecisionKind;
  memberId: string;
  /** Of the output that it was made on. */
  outputVersion: number;
  /** Where it left the item, when not where such decisions do. */
  leftState?: ReviewState | null | undefined;
  /** With a rejection: where its item went. */
  route?: RejectRoute | null | undefined;
}

const UNDECIDED: Standing = { reviewState: "pending", decidedBy: null, reviewers: [] };

function standingAfter({ decision, memberId, leftState, route }: PastStep, before: Standing): Standing {
  switch (decision) {
    case "undo":
      return before;
    case "edit":
    case "reopen":
      return UNDECIDED;
    case "escalate":
      return {
        reviewState: "escalated",
        decidedBy: memberId,
        reviewers: before.reviewState === "escalated" ? before.reviewers : [],
      };
    default:
      if (leftState === "pending") return { ...UNDECIDED, reviewers: [...before.reviewers, memberId] };
      if (leftState === "escalated")
        return {
          reviewState: leftState,
          decidedBy: memberId,
          reviewers: [...before.reviewers, memberId],
        };
      return {
        ...{ reviewState: STATE_AFTER[decision], decidedBy: memberId, reviewers: [] },
        ...(route && { route }),
      };
  }
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
