import type { DecisionResult } from "#lib/review/decision-result.ts";
import type { Claim } from "../review-answers.ts";
import { bringClaim, removeClaim } from "./claim-window.ts";
import type { OutboxEntry } from "./outbox.ts";
import type { ReviewNotice } from "./review-view.ts";
import { andThen, type Session, type SessionStep, showing, step, withOutbox } from "./session.ts";

const MAX_NOTICES = 5;

/** Takes in what the server said of decisions, one answer each: they leave the outbox, whatever it was. */
export function hearAnswers(
  session: Session,
  entries: readonly OutboxEntry[],
  results: readonly DecisionResult[],
): SessionStep {
  let heard = step(session);
  for (const [index, entry] of entries.entries()) {
    const result = results[index];
    heard = andThen(heard, (next) => step(next, { do: "drop-entry", requestId: entry.requestId }));
    if (result) heard = andThen(heard, (next) => hearAnswer(next, entry, result));
  }
  const requestIds = entries.map(({ requestId }) => requestId);
  return andThen(heard, (next) =>
    step(showing(withOutbox(next, { type: "answered", requestIds }), { error: null, isKept: true })),
  );
}

function hearAnswer(session: Session, entry: OutboxEntry, result: DecisionResult): SessionStep {
  const { [entry.requestId]: brought, ...undoing } = session.undoing;
  const next = { ...session, undoing };
  if (result.status !== "accepted") return hearRefusal(next, entry, result);
  return step(brought && result.item ? bringAsNow(next, brought, result.item) : next);
}

// Who was there first is said, what was written here is kept, and the reviewer goes on.
function hearRefusal(session: Session, entry: OutboxEntry, result: DecisionResult): SessionStep {
  const { requestId, itemId, output } = entry;
  const undoable = session.undoable.filter(({ entry: made }) => made.requestId !== requestId);
  const without = entry.decision === "undo" ? removeClaim(session, itemId) : { ...session, undoable };
  const notice: ReviewNotice = {
    id: requestId,
    itemId,
    code: result.code ?? result.status,
    who: (result.item?.decidedBy ?? result.item?.lastEditedBy)?.name ?? null,
    hasDraft: output !== undefined,
  };
  return step(
    showing(without, { notices: [notice, ...without.view.notices].slice(0, MAX_NOTICES) }),
    ...(output ? [{ do: "keep-draft", itemId, output } as const] : []),
  );
}

/** Shows an item whose decision was taken back as the server has it now, unless it was decided on again since. */
function bringAsNow(
  session: Session,
  claim: Claim,
  { token, outputVersion, output }: NonNullable<DecisionResult["item"]>,
): Session {
  const isDecidedAgain = session.view.outbox.entries.some(
    ({ itemId, decision }) => itemId === claim.itemId && decision !== "undo",
  );
  if (isDecidedAgain) return session;
  return bringClaim(session, { ...claim, token, outputVersion, output: { ...claim.output, ...output } });
}
