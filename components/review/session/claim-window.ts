import type { ClaimedBatch } from "#lib/review/claim.ts";
import type { NamedClaim } from "#lib/review/claim-leases.ts";
import type { EmptyReason } from "#lib/review/why-empty.ts";
import type { Claim } from "../review-answers.ts";
import { retryDelayMs } from "./outbox.ts";
import { type Session, type SessionStep, showing, step } from "./session.ts";
import type { FailedCall } from "./session-event.ts";

const WINDOW = 10;
const TOP_UP_BELOW = 6;
const MAX_SKIPPED = 200;
const CLAIM_AGAIN_MS = retryDelayMs(3);

/**
 * Claims more where few are left, so that the next item is here before it is needed.
 * @param resume also what the reviewer holds already, from an earlier sitting.
 */
export function topUp(session: Session, { resume = false } = {}): SessionStep {
  if (session.isClaiming || session.stage !== "open") return step(session);
  const { claims } = session.view;
  if (session.isDry || claims.length >= (resume ? WINDOW : TOP_UP_BELOW)) return step(settled(session));
  return step(
    { ...session, isClaiming: true },
    { do: "claim", limit: WINDOW - claims.length, except: session.skipped, resume },
  );
}

/** Takes in what was claimed; what is here already, or decided on and not yet answered, is not shown again. */
export function takeClaims(
  session: Session,
  { claims, batches, empty }: { claims: Claim[]; batches: ClaimedBatch[]; empty: EmptyReason | null },
): SessionStep {
  const { view } = session;
  const known = new Set([
    ...view.claims.map(({ itemId }) => itemId),
    ...view.outbox.entries.map(({ itemId }) => itemId),
  ]);
  const all = [...view.claims, ...claims.filter(({ itemId }) => !known.has(itemId))];
  const byId = { ...view.batches };
  for (const batch of batches) byId[batch.batchId] = batch;
  const current = view.current ?? all[0] ?? null;
  const taken = showing(session, { claims: all, batches: byId, current, whyEmpty: empty });
  return step(settled({ ...taken, isClaiming: false, isDry: claims.length === 0 }));
}

/** Says that nothing could be claimed, where nothing else is there to read, and tries again. */
export function missClaims(
  session: Session,
  { error, status, resume }: FailedCall & { resume: boolean },
): SessionStep {
  const { phase, claims } = session.view;
  const isStuck = phase === "loading" || claims.length === 0;
  const told = showing(session, {
    ...((isStuck || status !== null) && { error }),
    ...(isStuck && { phase: "failed" as const }),
  });
  return step(
    { ...told, isClaiming: false },
    { do: "wait", forMs: CLAIM_AGAIN_MS, event: { type: "claim-due", resume } },
  );
}

/** Shows an item at the place of the current one, or brings it up to date where it is. */
export function bringClaim(session: Session, claim: Claim): Session {
  const { claims, current } = session.view;
  if (claims.some(({ itemId }) => itemId === claim.itemId)) {
    const updated = claims.map((held) => (held.itemId === claim.itemId ? claim : held));
    return showing(session, {
      claims: updated,
      ...(current?.itemId === claim.itemId && { current: claim }),
    });
  }
  const index = Math.max(
    0,
    claims.findIndex(({ itemId }) => itemId === current?.itemId),
  );
  return showing(session, { claims: claims.toSpliced(index, 0, claim), current: claim, phase: "ready" });
}

/** Brings a held item up to date of which somebody let pass what a check blocks. */
export function liftBlock(session: Session, { itemId, check }: { itemId: string; check: string }): Session {
  const held = session.view.claims.find((claim) => claim.itemId === itemId);
  if (!held) return session;
  return bringClaim(session, { ...held, openBlocks: held.openBlocks.filter((kind) => kind !== check) });
}

/** Takes an item off the window; the one after it is shown where it was on screen. */
export function removeClaim(session: Session, itemId: string): Session {
  const { claims, current, lost } = session.view;
  const index = claims.findIndex((claim) => claim.itemId === itemId);
  if (index < 0) return session;
  const left = claims.toSpliced(index, 1);
  return showing(session, {
    claims: left,
    current: current?.itemId === itemId ? (left[index] ?? left.at(-1) ?? null) : current,
    lost: new Set([...lost].filter((id) => id !== itemId)),
  });
}

/** Shows another held item without deciding. */
export function moveBy(session: Session, by: 1 | -1): Session {
  const { claims, current } = session.view;
  const next = claims[claims.findIndex((claim) => claim.itemId === current?.itemId) + by];
  return next ? showing(session, { current: next }) : session;
}

/** Gives the current item back to the others and shows the next. */
export function skipItem(session: Session): SessionStep {
  const { current } = session.view;
  if (!current) return step(session);
  const skipped = [...session.skipped, current.itemId].slice(-MAX_SKIPPED);
  return step(removeClaim({ ...session, skipped }, current.itemId), {
    do: "release",
    claims: [named(current)],
  });
}

/** Gives what is undecided back to the others. What was brought back and waits for its undo is not held yet. */
export function releaseHeld(session: Session): SessionStep {
  const { claims, outbox } = session.view;
  const waiting = new Set(outbox.entries.map(({ itemId }) => itemId));
  const held = claims.filter(({ itemId }) => !waiting.has(itemId)).map(named);
  return held.length > 0 ? step(session, { do: "release", claims: held }) : step(session);
}

/** A claim as the API knows it. */
export function named({ itemId, token }: Claim): NamedClaim {
  return { itemId, token };
}

function settled(session: Session): Session {
  return showing(session, { phase: session.view.claims.length > 0 ? "ready" : "empty" });
}
