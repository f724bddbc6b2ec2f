import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { notificationDeliveries, notificationEvents, notificationTargets } from "#db/schema/notifications.ts";
import type { EventKind, EventRow } from "./events.ts";

export type TargetRow = typeof notificationTargets.$inferSelect;
export type DeliveryRow = typeof notificationDeliveries.$inferSelect;

/** The targets in use, by name. */
export async function listTargets(tx: Db): Promise<TargetRow[]> {
  return tx
    .select()
    .from(notificationTargets)
    .where(isNull(notificationTargets.archivedAt))
    .orderBy(asc(notificationTargets.name), asc(notificationTargets.id));
}

/**
 * The targets in use that want to hear of a kind.
 * @param ofMemberId who launched or published what it is about; `null`: nobody did, so that no team's target hears of it.
 */
export async function listTargetsFor(
  tx: Db,
  kind: EventKind,
  ofMemberId: string | null,
): Promise<TargetRow[]> {
  const isOfTeam = sql`(${notificationTargets.team} is null
    or ${notificationTargets.team} = (select m.team from members m where m.id = ${ofMemberId}))`;
  return tx
    .select()
    .from(notificationTargets)
    .where(
      and(
        isNull(notificationTargets.archivedAt),
        sql`${kind} = any(${notificationTargets.events})`,
        isOfTeam,
      ),
    );
}

/** A target in use; `null` where there is none of that id, or no more. */
export async function findTarget(tx: Db, id: string): Promise<TargetRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(notificationTargets)
    .where(and(eq(notificationTargets.id, id), isNull(notificationTargets.archivedAt)));
  return found ?? null;
}

/** Adds a target. */
export async function insertTarget(tx: Db, target: typeof notificationTargets.$inferInsert): Promise<void> {
  await tx.insert(notificationTargets).values(target);
}

/** A target in use whose row stays the transaction's own until it ends; `null` as above. */
export async function lockTarget(tx: Db, id: string): Promise<TargetRow | null> {
  if (!isUuid(id)) return null;
  const [found] = (await tx
    .select()
    .from(notificationTargets)
    .where(and(eq(notificationTargets.id, id), isNull(notificationTargets.archivedAt)))
    .for("update")) as TargetRow[];
  return found ?? null;
}

/** Changes a target. */
export async function updateTarget(tx: Db, id: string, change: Partial<TargetRow>): Promise<void> {
  await tx.update(notificationTargets).set(change).where(eq(notificationTargets.id, id));
}

/** Sends nothing more to a target before a moment, or the later one that stands. */
export async function holdTarget(tx: Db, id: string, until: Date): Promise<void> {
  await tx
    .update(notificationTargets)
    .set({ nextSendAt: sql`greatest(next_send_at, ${until.toISOString()}::timestamptz)` })
    .where(eq(notificationTargets.id, id));
}

/** Puts an event on its way to a target; `false` where it is on its way already. */
export async function insertDelivery(
  tx: Db,
  delivery: Pick<DeliveryRow, "id" | "targetId" | "eventId">,
): Promise<boolean> {
  const added = await tx
    .insert(notificationDeliveries)
    .values(delivery)
    .onConflictDoNothing()
    .returning({ id: notificationDeliveries.id });
  return added.length > 0;
}

/** A delivery with what it is of and where it goes, archived or not. */
export interface FoundDelivery {
  delivery: DeliveryRow;
  event: EventRow;
  target: TargetRow;
}

/** A delivery; `null` where it was swept away. */
export async function findDelivery(tx: Db, id: string): Promise<FoundDelivery | null> {
  const [found] = await tx
    .select({ delivery: notificationDeliveries, event: notificationEvents, target: notificationTargets })
    .from(notificationDeliveries)
    .innerJoin(notificationEvents, eq(notificationEvents.id, notificationDeliveries.eventId))
    .innerJoin(notificationTargets, eq(notificationTargets.id, notificationDeliveries.targetId))
    .where(eq(notificationDeliveries.id, id));
  return found ?? null;
}

/** Changes a delivery that still waits; `false` where it does not. */
export async function updateWaitingDelivery(
  tx: Db,
  id: string,
  change: Partial<DeliveryRow>,
): Promise<boolean> {
  const changed = await tx
    .update(notificationDeliveries)
    .set(change)
    .where(and(eq(notificationDeliveries.id, id), eq(notificationDeliveries.state, "waiting")))
    .returning({ id: notificationDeliveries.id });
  return changed.length > 0;
}

/** What was last sent to a target, newest first. */
export async function listDeliveries(
  tx: Db,
  targetId: string,
  limit: number,
): Promise<{ delivery: DeliveryRow; event: EventRow }[]> {
  return tx
    .select({ delivery: notificationDeliveries, event: notificationEvents })
    .from(notificationDeliveries)
    .innerJoin(notificationEvents, eq(notificationEvents.id, notificationDeliveries.eventId))
    .where(eq(notificationDeliveries.targetId, targetId))
    .orderBy(desc(notificationDeliveries.createdAt), desc(notificationDeliveries.id))
    .limit(limit);
}

/** The newest delivery of each target that was tried. */
export async function findLastDeliveries(tx: Db): Promise<Map<string, DeliveryRow>> {
  const newest = sql`(
    select last.id from notification_deliveries last
    where last.target_id = ${notificationTargets.id} and last.attempts > 0
    order by last.created_at desc, last.id desc limit 1
  )`;
  const rows = await tx
    .select({ delivery: notificationDeliveries })
    .from(notificationTargets)
    .innerJoin(notificationDeliveries, sql`${notificationDeliveries.id} = ${newest}`)
    .where(isNull(notificationTargets.archivedAt));
  return new Map(rows.map(({ delivery }) => [delivery.targetId, delivery]));
}

/**
 * Puts what waits for a target of these kinds, and goes out with nothing yet, into the message of a delivery (the caller has locked
 * the target). Again it is the same: what came since goes with another.
 * @returns the events of that message, oldest first.
 */
export async function gatherDigest(
  tx: Db,
  { id, targetId, digestId }: DeliveryRow,
  kinds: readonly EventKind[],
): Promise<EventRow[]> {
  if (digestId === null)
    await tx.execute(sql`
      update notification_deliveries d set digest_id = ${id} from notification_events e
      where d.target_id = ${targetId} and d.state = 'waiting' and d.digest_id is null and e.id = d.event_id
        and (d.id = ${id} or d.attempts = 0) and e.kind in ${[...kinds]}`);
  const rows = await tx
    .select({ event: notificationEvents })
    .from(notificationDeliveries)
    .innerJoin(notificationEvents, eq(notificationEvents.id, notificationDeliveries.eventId))
    .where(eq(notificationDeliveries.digestId, id))
    .orderBy(asc(notificationEvents.at), asc(notificationEvents.id));
  return rows.map(({ event }) => event);
}

/** Ends what goes out with a delivery as that one ended. */
export async function endDigest(
  tx: Db,
  id: string,
  ending: Pick<DeliveryRow, "state" | "endedAt"> & Partial<DeliveryRow>,
): Promise<void> {
  await tx
    .update(notificationDeliveries)
    .set(ending)
    .where(and(eq(notificationDeliveries.digestId, id), eq(notificationDeliveries.state, "waiting")));
}
