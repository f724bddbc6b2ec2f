import type { Heartbeat } from "#lib/review/claim-leases.ts";
import { named, removeClaim, topUp } from "./claim-window.ts";
import { type Session, type SessionStep, showing, step } from "./session.ts";

/** Asks to go on holding what is held. */
export function renewLeases(session: Session): SessionStep {
  const { claims } = session.view;
  return claims.length === 0 ? step(session) : step(session, { do: "renew", claims: claims.map(named) });
}

/** Learns what is not held any more: the item being read stays and says so, the others were only waiting. */
export function hearRenewals(session: Session, results: readonly Heartbeat[]): SessionStep {
  const gone = results.filter(({ status }) => status === "lost").map(({ itemId }) => itemId);
  return gone.length === 0 ? step(session) : topUp(gone.reduce(loseClaim, session));
}

function loseClaim(session: Session, itemId: string): Session {
  const { current, lost } = session.view;
  if (itemId !== current?.itemId) return removeClaim(session, itemId);
  return showing(session, { lost: new Set([...lost, itemId]) });
}
