import { entryOf } from "./decide-item.ts";
import { canWithdraw, type OutboxEntry } from "./outbox.ts";
import { type Session, type SessionStep, step, type Undoable, withOutbox } from "./session.ts";
import type { NotedRejection } from "./session-event.ts";

/** The latest decision of this sitting if it is a rejection, which may still be given a note; `null` otherwise. */
export function latestRejection({ undoable }: Session): Undoable | null {
  const latest = undoable.at(-1);
  return latest?.entry.decision === "reject" ? latest : null;
}

/**
 * Makes a rejection again with a note: in its place on this machine if it never left it, behind an undo otherwise. One
 * that was refused or taken back meanwhile gets none.
 */
export function noteRejection(
  session: Session,
  { requestId, note, stamp, undoStamp }: NotedRejection,
): SessionStep {
  const rejection = session.undoable.find(({ entry }) => entry.requestId === requestId);
  if (!rejection) return step(session);
  const { note: _, ...rejected } = rejection.entry;
  const entry: OutboxEntry = { ...rejected, ...stamp, ...(note && { note }) };
  const undoable = session.undoable.map((one) => (one === rejection ? { ...one, entry } : one));
  const noted = { ...session, undoable };
  if (canWithdraw(session.view.outbox, requestId)) {
    const withdrawn = withOutbox(noted, { type: "withdrawn", requestId });
    return step(
      withOutbox(withdrawn, { type: "made", entry }),
      { do: "keep-entry", entry },
      { do: "drop-entry", requestId },
    );
  }
  const undo = entryOf(rejection.claim, "undo", undoStamp);
  return step(
    withOutbox(withOutbox(noted, { type: "made", entry: undo }), { type: "made", entry }),
    { do: "keep-entry", entry: undo },
    { do: "keep-entry", entry },
  );
}
