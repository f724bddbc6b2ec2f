import { db } from "#db/client.ts";
import { countUnread, listNotifications, markAllRead, markRead } from "#db/queries/notifications/own.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { cutPage, decodeMomentCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type NotedEvent, readEvent } from "./event.ts";

/** Something a member was told of. */
export interface OwnNotification {
  event: NotedEvent;
  readAt: Date | null;
}

/** The most that unread notifications are counted to. */
export const MOST_COUNTED = 100;

/** A page of one's own notifications, newest first; all of them, or the unread. */
export async function readNotifications(
  actor: Actor,
  { limit, cursor, unread }: { limit: number; cursor?: string | undefined; unread: boolean },
): Promise<{ items: OwnNotification[]; nextCursor: string | null }> {
  const rows = await listNotifications(db(), actor.memberId, { limit, before: positionOf(cursor), unread });
  const { items, nextCursor } = cutPage(rows, limit, ({ event }) => [event.at.toISOString(), event.id]);
  return {
    items: items.flatMap(({ event: row, readAt }) => {
      const event = readEvent(row);
      return event ? [{ event, readAt }] : [];
    }),
    nextCursor,
  };
}

/** How many of one's own notifications are unread, counted to `MOST_COUNTED`. */
export function countOwnUnread(actor: Actor): Promise<number> {
  return countUnread(db(), actor.memberId, MOST_COUNTED);
}

/** Marks one of one's own notifications as read. */
export async function readOne(actor: Actor, id: string): Promise<Result<{ id: string }, "not_found">> {
  return (await markRead(db(), actor.memberId, id)) ? accept({ id }) : refuse("not_found");
}

/** Marks all of one's own notifications as read that were there at a moment; how many were not. */
export function readAll(actor: Actor, upTo: Date): Promise<number> {
  return markAllRead(db(), actor.memberId, upTo);
}

function positionOf(cursor: string | undefined): [Date, string] | null {
  const position = decodeMomentCursor(cursor);
  return position ? [new Date(position.at), position.id] : null;
}
