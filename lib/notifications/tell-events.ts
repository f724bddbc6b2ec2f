import { type Db, db } from "#db/client.ts";
import {
  type EventRow,
  noteBudgetsUsedUp,
  noteCapReached,
  sweepEvents,
  takeUntoldEvents,
  tellMembers,
} from "#db/queries/notifications/events.ts";
import { listListeners } from "#db/queries/notifications/own.ts";
import { insertDelivery, listTargetsFor } from "#db/queries/notifications/targets.ts";
import { isRole } from "#lib/auth/role.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { type NotedEvent, readEvent } from "./event.ts";
import { type EventKind, GATHERED_KINDS } from "./event-kind.ts";
import { hearersOf } from "./hearers.ts";
import { deliverJob } from "./jobs.ts";

const EVENTS_AT_ONCE = 20;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** What was told longer ago is removed, read or not. */
const KEPT_DAYS = 90;

/**
 * Tells some of what was noted: members in the product, and targets by a job for each. An event and all who hear of it are
 * one transaction, so that nobody is told twice and nobody left out, whenever the process ends.
 * @returns whether there may be more.
 */
export async function tellEvents(): Promise<boolean> {
  return db().transaction(async (tx) => {
    const untold = await takeUntoldEvents(tx, EVENTS_AT_ONCE);
    for (const row of untold) await tell(tx, row);
    return untold.length === EVENTS_AT_ONCE;
  });
}

/** Removes what was told long ago, a part at a time. @returns whether there may be more. */
export async function sweepTold(now: Date): Promise<boolean> {
  return (await sweepEvents(db(), new Date(now.getTime() - KEPT_DAYS * DAY_MS))) > 0;
}

async function tell(tx: Db, row: EventRow): Promise<void> {
  const event = readEvent(row);
  // Told to nobody rather than first in line for ever, with all others behind it.
  if (!event) return tellMembers(tx, row, []);
  await noteWhatFollows(tx, event);
  const listeners = await listListeners(tx);
  const hearers = hearersOf(
    event,
    listeners.map((listener) => ({ ...listener, roles: listener.roles.filter(isRole) })),
  );
  await tellMembers(tx, row, hearers);
  for (const target of await listTargetsFor(tx, row.kind, ownerOf(event))) {
    const delivery = { id: newId(), targetId: target.id, eventId: row.id };
    // A target is not told of itself: that would be lost as well, and told again.
    if (event.kind === "delivery.dead" && (event.facts.toMembersOnly || event.subjectId === target.id))
      continue;
    if (await insertDelivery(tx, delivery))
      await enqueue(tx, deliverJob, { deliveryId: delivery.id }, startOf(event.kind, target.digestMinutes));
  }
}

function ownerOf({ facts }: NotedEvent): string | null {
  if ("launchedBy" in facts) return facts.launchedBy;
  return "publishedBy" in facts ? facts.publishedBy : null;
}

// What is gathered waits: the first that is due carries what has come until then.
function startOf(kind: EventKind, digestMinutes: number | null): { startAfter?: Date } {
  if (digestMinutes === null || !GATHERED_KINDS.includes(kind)) return {};
  return { startAfter: new Date(Date.now() + digestMinutes * MINUTE_MS) };
}

// A batch that stands for lack of money tells whoever keeps the money, too.
async function noteWhatFollows(tx: Db, event: NotedEvent): Promise<void> {
  if (event.kind !== "batch.paused" || event.facts.reason.code !== "over_budget") return;
  const { by, budget } = event.facts.reason.params ?? {};
  if (by === "budget") await noteBudgetsUsedUp(tx, String(budget));
  else await noteCapReached(tx, event.subjectId);
}
