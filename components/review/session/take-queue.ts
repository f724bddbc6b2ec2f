import type { QueuedBatch } from "#lib/review/read-queue.ts";
import { topUp } from "./claim-window.ts";
import { leavesQueue } from "./decide-item.ts";
import { type Session, type SessionStep, showing, step } from "./session.ts";

/** Takes in how much waits now, less what the server has not heard of; claims again where nothing was left. */
export function takeQueue(session: Session, batches: readonly QueuedBatch[]): SessionStep {
  if (session.stage === "closed") return step(session);
  const { outbox, claims } = session.view;
  const sinceQueue = outbox.entries.reduce((sum, entry) => sum + leavesQueue(entry), 0);
  const read = showing(session, { queue: batches, sinceQueue });
  return claims.length > 0 ? step(read) : topUp({ ...read, isDry: false });
}
