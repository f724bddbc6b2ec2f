import { and, desc, eq, isNull, lt, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { notificationEvents, notificationMutes, notifications } from "#db/schema/notifications.ts";
import type { EventKind, EventRow } from "./events.ts";

/** Somebody who may be told of things. */
export interface Listener {
  id: string;
  roles: string[];
}

/** Members who may sign in, with what each does not want to hear of. */
export async function listListeners(tx: Db): Promise<(Listener & { muted: EventKind[] })[]> {
  const rows = await tx
    .select({ id: members.id, roles: members.roles, muted: notificationMutes.kind })
    .from(members)
    .leftJoin(notificationMutes, eq(notificationMutes.memberId, members.id))
    .where(eq(members.state, "active"));
  const listeners = new Map<string, Listener & { muted: EventKind[] }>();
  for (const { id, roles, muted } of rows) {
    const known = listeners.get(id) ?? { id, roles, muted: [] };
    if (muted) known.muted.push(muted);
    listeners.set(id, known);
  }
  return [...listeners.values()];
}

export interface NotificationRow {
  event: EventRow;
  readAt: Date | null;
}

/** One more than `limit` of a member's notifications, newest first. @param before the moment and event a page ended at. */
export async function listNotifications(
  tx: Db,
  memberId: string,
  { limit, before, unread }: { limit: number; before: [at: Date, eventId: string] | null; unread: boolean },
): Promise<NotificationRow[]> {
  return tx
    .select({ event: notificationEvents, readAt: notifications.readAt })
    .from(notifications)
    .innerJoin(notificationEvents, eq(notificationEvents.id, notifications.eventId))
    .where(
      and(
        eq(notifications.memberId, memberId),
        unread ? isNull(notifications.readAt) : undefined,
        before
          ? or(
              lt(notifications.at, before[0]),
              and(eq(notifications.at, before[0]), lt(notifications.eventId, before[1])),
            )
          : undefined,
      ),
    )
    .orderBy(desc(notifications.at), desc(notifications.eventId))
    .limit(limit + 1);
}

/** How many notifications a member has not read, counted up to a limit. */
export async function countUnread(tx: Db, memberId: string, upTo: number): Promise<number> {
  const [counted] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select from notifications where member_id = ${memberId} and read_at is null limit ${upTo}
    ) unread`);
  return counted?.count ?? 0;
}

/** Marks one of a member's notifications as read; `false` where they have none of that id. */
export async function markRead(tx: Db, memberId: string, eventId: string): Promise<boolean> {
  const marked = await tx
    .update(notifications)
    .set({ readAt: sql`coalesce(read_at, now())` })
    .where(and(eq(notifications.memberId, memberId), eq(notifications.eventId, eventId)))
    .returning({ id: notifications.eventId });
  return marked.length > 0;
}

/** Marks all of a member's notifications up to a moment as read; how many were not. */
export async function markAllRead(tx: Db, memberId: string, upTo: Date): Promise<number> {
  const marked = await tx.execute<{ id: string }>(sql`
    update notifications set read_at = now()
    where member_id = ${memberId} and read_at is null and at <= ${upTo.toISOString()}::timestamptz
    returning event_id as id`);
  return marked.length;
}

/** The kinds that a member does not want to hear of. */
export async function readMutes(tx: Db, memberId: string): Promise<EventKind[]> {
  const rows = await tx
    .select({ kind: notificationMutes.kind })
    .from(notificationMutes)
    .where(eq(notificationMutes.memberId, memberId));
  return rows.map(({ kind }) => kind);
}

/** Puts kinds that a member does not want to hear of in place of those there were. */
export async function replaceMutes(tx: Db, memberId: string, kinds: EventKind[]): Promise<void> {
  await tx.delete(notificationMutes).where(eq(notificationMutes.memberId, memberId));
  if (kinds.length > 0)
    await tx
      .insert(notificationMutes)
      .values(kinds.map((kind) => ({ memberId, kind })))
      .onConflictDoNothing();
}
