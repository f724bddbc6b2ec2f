import {
  liftBlock,
  missClaims,
  moveBy,
  releaseHeld,
  removeClaim,
  skipItem,
  takeClaims,
  topUp,
} from "./claim-window.ts";
import { canDecide, decideItem } from "./decide-item.ts";
import { flushOutbox, missAnswers } from "./flush-outbox.ts";
import { hearAnswers } from "./hear-answers.ts";
import { noteRejection } from "./note-rejection.ts";
import { hearRenewals, renewLeases } from "./renew-leases.ts";
import { seeItem } from "./seen-item.ts";
import { andThen, type Session, type SessionStep, showing, step, withOutbox } from "./session.ts";
import type { SessionEvent } from "./session-event.ts";
import { takeQueue } from "./take-queue.ts";
import { learnOwnDecisions, undoDecision, undoEarlier } from "./undo-decision.ts";

/**
 * What an event makes of a sitting, and what is to be done about it. The next item is always here before it is
 * needed; the server hears of a decision afterwards, as often as it takes.
 */
export function advanceSession(session: Session, event: SessionEvent): SessionStep {
  switch (event.type) {
    case "started": {
      const restored = withOutbox(session, { type: "restored", entries: event.entries });
      return flushOutbox({ ...showing(restored, { startedAt: event.at }), stage: "opening" });
    }
    case "stopped":
      return releaseHeld({ ...session, stage: "closed" });
    case "painted":
      return step({ ...session, seen: seeItem(session.seen, event) });
    case "decided":
      return canDecide(session, event.at)
        ? goOn(decideItem(session, event.decision, event.details, event.stamp))
        : step(session);
    case "rejection-noted":
      return goOn(noteRejection(session, event));
    case "block-overridden":
      return step(liftBlock(session, event));
    case "skipped":
      return session.view.current ? goOn(skipItem(session)) : step(session);
    case "moved":
      return step(moveBy(session, event.by));
    case "undo-asked":
      return undoDecision(session, event.stamp, event.itemId);
    case "lost-item-left": {
      const { current } = session.view;
      return current ? goOn(step(removeClaim(session, current.itemId))) : step(session);
    }
    case "notice-dismissed":
      return step(
        showing(session, { notices: session.view.notices.filter(({ id }) => id !== event.noticeId) }),
      );
    case "retried":
      return goOn(step({ ...session, isDry: false }));
    case "flush-due":
      return flushOutbox(session);
    case "claim-due":
      return topUp(session, event);
    case "renewal-due":
      return renewLeases(session);
    case "queue-due":
      return step(session, { do: "read-queue" });
    case "not-kept":
      return step(showing(session, { isKept: false }));
    case "answered":
      return andThen(hearAnswers(session, event.entries, event.results), flushOutbox);
    case "send-failed":
      return missAnswers(session, event);
    case "claimed":
      return takeClaims(session, event);
    case "claim-failed":
      return missClaims(session, event);
    case "renewed":
      return hearRenewals(session, event.results);
    case "queue-read":
      return takeQueue(session, event.batches);
    case "own-decisions-read":
      return learnOwnDecisions(session, event.decisions, event.readFor);
    case "undone-item-read":
      return undoEarlier(session, event.decisionId, event.item, event.stamp);
  }
}

function goOn(before: SessionStep): SessionStep {
  return andThen(andThen(before, flushOutbox), topUp);
}
