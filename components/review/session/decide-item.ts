import type { ClaimedDecision } from "#lib/review/decision.ts";
import { UNDO_DEPTH } from "#lib/review/decision.ts";
import type { Claim } from "../review-answers.ts";
import { removeClaim } from "./claim-window.ts";
import type { OutboxEntry } from "./outbox.ts";
import { wasSeen } from "./seen-item.ts";
import { type Session, type SessionStep, showing, step, withOutbox } from "./session.ts";
import type { DecisionDetails, Stamp } from "./session-event.ts";

/** Whether a decision is taken: not before the item has been seen long enough, nor when its hold is lost. */
export function canDecide({ view: { current, lost }, seen }: Session, at: number): boolean {
  return current !== null && !lost.has(current.itemId) && wasSeen(seen, current, at);
}

/** Puts a decision on the current item into the outbox and shows the next item. */
export function decideItem(
  session: Session,
  decision: Exclude<ClaimedDecision, "undo">,
  details: DecisionDetails,
  stamp: Stamp,
): SessionStep {
  const { current, decided, sinceQueue } = session.view;
  if (!current) return step(session);
  const entry = entryOf(current, decision, stamp, details);
  const undoable = [...session.undoable, { entry, claim: current }].slice(-UNDO_DEPTH);
  const made = withOutbox({ ...session, undoable }, { type: "made", entry });
  return step(
    showing(removeClaim(made, current.itemId), {
      decided: decided + 1,
      sinceQueue: sinceQueue + leavesQueue(entry),
      canUndo: true,
    }),
    { do: "keep-entry", entry },
    ...(decision === "edit" ? [{ do: "keep-draft", itemId: current.itemId, output: null } as const] : []),
  );
}

/** A decision on a claim as the outbox holds it. */
export function entryOf(
  { itemId, token, outputVersion }: Claim,
  decision: ClaimedDecision,
  { requestId, madeAt }: Stamp,
  details: DecisionDetails = {},
): OutboxEntry {
  return { requestId, itemId, token, outputVersion, decision, ...details, madeAt };
}

/** How many items a decision takes from the queue. An edited item stays in it, for someone else. */
export function leavesQueue({ decision }: OutboxEntry): 0 | 1 {
  return decision === "edit" || decision === "undo" ? 0 : 1;
}
