import { topUp } from "./claim-window.ts";
import { hearAnswers } from "./hear-answers.ts";
import { nextFlush, type OutboxEntry, retryDelayMs } from "./outbox.ts";
import { andThen, type Session, type SessionStep, showing, step, withOutbox } from "./session.ts";
import type { FailedCall } from "./session-event.ts";

const UNREADABLE = [400, 413, 422];

/** Sends what waits, a call at a time. A sitting that opens goes on to its first claim when nothing does. */
export function flushOutbox(session: Session): SessionStep {
  const { outbox } = session.view;
  const waiting = nextFlush(outbox);
  const entries = session.isOneByOne ? waiting.slice(0, 1) : waiting;
  if (entries.length > 0) {
    const requestIds = entries.map(({ requestId }) => requestId);
    return step(withOutbox(session, { type: "sending", requestIds }), { do: "send", entries });
  }
  return outbox.sending.length > 0 ? step(session) : open(session);
}

/**
 * Keeps what a failed call carried, to be sent again after a while. What the server can't read would keep everything
 * behind it waiting: found by sending one by one, it leaves the outbox and is told of.
 */
export function missAnswers(
  session: Session,
  { entries, error, status }: FailedCall & { entries: readonly OutboxEntry[] },
): SessionStep {
  if (UNREADABLE.includes(status ?? 0)) return andThen(setAside(session, entries), flushOutbox);
  const failed = withOutbox(session, { type: "failed" });
  const forMs = retryDelayMs(failed.view.outbox.failures);
  const told = showing(failed, { error: status === null ? null : error });
  return andThen(step(told, { do: "wait", forMs, event: { type: "flush-due" } }), open);
}

function setAside(session: Session, entries: readonly OutboxEntry[]): SessionStep {
  const [only] = entries;
  if (entries.length === 1 && only) {
    const refused = { itemId: only.itemId, status: "invalid" as const };
    return hearAnswers({ ...session, isOneByOne: false }, entries, [refused]);
  }
  return step(withOutbox({ ...session, isOneByOne: true }, { type: "answered", requestIds: [] }));
}

// What is still to be sent was decided on a claim that must not be handed out again before it is.
function open(session: Session): SessionStep {
  if (session.stage !== "opening") return step(session);
  const opened = topUp({ ...session, stage: "open" }, { resume: true });
  if (session.undoable.length > 0) return opened;
  return andThen(opened, (next) => step(next, { do: "read-own-decisions", readFor: "start" }));
}
