import type { OwnDecision } from "#lib/review/list-own-decisions.ts";
import type { Claim, ReviewItem } from "../review-answers.ts";
import { bringClaim } from "./claim-window.ts";
import { entryOf, leavesQueue } from "./decide-item.ts";
import { flushOutbox } from "./flush-outbox.ts";
import { canWithdraw } from "./outbox.ts";
import { andThen, type Session, type SessionStep, showing, step, withOutbox } from "./session.ts";
import type { ReadFor, Stamp } from "./session-event.ts";

/**
 * Takes the latest decision back, or the latest on an item: on this machine if it never left it, by a request otherwise.
 */
export function undoDecision(session: Session, stamp: Stamp, itemId?: string): SessionStep {
  const latest = session.undoable.findLast(({ claim }) => itemId === undefined || claim.itemId === itemId);
  // After a reload the server knows better than this page what was decided.
  if (!latest) return step(session, { do: "read-own-decisions", readFor: itemId ? { itemId } : "undo" });
  const { entry, claim } = latest;
  const { decided, sinceQueue, outbox } = session.view;
  const taken = showing(
    { ...session, undoable: session.undoable.filter((one) => one !== latest) },
    { decided: Math.max(0, decided - 1), sinceQueue: sinceQueue - leavesQueue(entry) },
  );
  if (canWithdraw(outbox, entry.requestId)) {
    const withdrawn = withOutbox(taken, { type: "withdrawn", requestId: entry.requestId });
    const { itemId } = claim;
    return step(
      bringClaim(withdrawn, claim),
      { do: "drop-entry", requestId: entry.requestId },
      ...(entry.output ? [{ do: "keep-draft", itemId, output: entry.output } as const] : []),
    );
  }
  const asked = askUndo(taken, claim, stamp);
  // An undone edit makes a new version, which only the server knows.
  return entry.decision === "edit" ? asked : andThen(asked, (next) => step(bringClaim(next, claim)));
}

/** Learns what can be taken back of earlier sittings; goes on to the latest of it where an undo waits for that. */
export function learnOwnDecisions(
  session: Session,
  decisions: readonly OwnDecision[],
  readFor: ReadFor,
): SessionStep {
  const isMeant = ({ itemId }: OwnDecision) => typeof readFor !== "object" || readFor.itemId === itemId;
  const last = decisions.find((one) => one.isLatest && !session.undone.includes(one.id) && isMeant(one));
  const canUndo = last !== undefined || session.undoable.length > 0;
  if (readFor === "start") return step(showing(session, { canUndo }));
  if (!last) return step(readFor === "undo" ? showing(session, { canUndo }) : session);
  return step(
    { ...session, undone: [...session.undone, last.id] },
    { do: "read-undone-item", decisionId: last.id, itemId: last.itemId },
  );
}

/** Asks for an earlier sitting's decision to be taken back, now that its item is known. */
export function undoEarlier(
  session: Session,
  decisionId: string,
  item: ReviewItem | null,
  stamp: Stamp,
): SessionStep {
  // Not asked for after all: the next undo must not pass it over for an older one.
  if (!item) return step({ ...session, undone: session.undone.filter((id) => id !== decisionId) });
  const batches = { ...session.view.batches, [item.batch.batchId]: item.batch };
  return askUndo(showing(session, { batches }), claimOf(item), stamp);
}

function askUndo(session: Session, claim: Claim, stamp: Stamp): SessionStep {
  const entry = entryOf(claim, "undo", stamp);
  const undoing = { ...session.undoing, [entry.requestId]: claim };
  const made = withOutbox({ ...session, undoing }, { type: "made", entry });
  return andThen(step(made, { do: "keep-entry", entry }), flushOutbox);
}

function claimOf(item: ReviewItem): Claim {
  return {
    itemId: item.itemId,
    batchId: item.batch.batchId,
    rowNumber: item.rowNumber,
    language: item.language,
    reviewState: "pending",
    token: 0,
    outputVersion: item.outputVersion,
    leaseExpiresAt: "",
    source: item.source,
    output: item.output,
    checks: item.checks,
    isBlind: item.isBlind,
    checkedVersion: item.checkedVersion,
    openBlocks: item.openBlocks,
    triesLeft: item.triesLeft,
    fields: item.fields,
  };
}
