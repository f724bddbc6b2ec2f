import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { channels } from "#db/schema/publishing.ts";

export type ChannelRow = typeof channels.$inferSelect;

/** The channels in use, by name. */
export async function listChannels(tx: Db): Promise<ChannelRow[]> {
  return tx
    .select()
    .from(channels)
    .where(isNull(channels.archivedAt))
    .orderBy(asc(channels.name), asc(channels.id));
}

/** A channel, in use or not; `null` where there is none of that id. */
export async function findChannel(tx: Db, id: string): Promise<ChannelRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(channels).where(eq(channels.id, id));
  return found ?? null;
}

/** A channel in use whose row stays the transaction's own until it ends; `null` where there is none, or no more. */
export async function lockChannel(tx: Db, id: string): Promise<ChannelRow | null> {
  if (!isUuid(id)) return null;
  const [found] = (await tx
    .select()
    .from(channels)
    .where(and(eq(channels.id, id), isNull(channels.archivedAt)))
    .for("update")) as ChannelRow[];
  return found ?? null;
}

/** Adds a channel. */
export async function insertChannel(tx: Db, channel: typeof channels.$inferInsert): Promise<void> {
  await tx.insert(channels).values(channel);
}

/** Changes a channel. */
export async function updateChannel(tx: Db, id: string, change: Partial<ChannelRow>): Promise<void> {
  await tx.update(channels).set(change).where(eq(channels.id, id));
}

/** How a channel is doing. */
export interface ChannelFigures {
  /** Products and languages that stand there. */
  standing: number;
  waiting: number;
  dead: number;
}

/** How channels are doing that anything was handed to, by their ids. */
export async function readChannelFigures(
  tx: Db,
  ids: readonly string[],
): Promise<Map<string, ChannelFigures>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.execute(sql`
    select asked.id,
      (select count(*)::int from channel_entries e
        where e.channel_id = asked.id and e.is_current and e.change <> 'removed') as standing,
      (select count(*)::int from deliveries d where d.channel_id = asked.id and d.state = 'waiting') as waiting,
      (select count(*)::int from deliveries d where d.channel_id = asked.id and d.state = 'dead') as dead
    from unnest(string_to_array(${ids.join(",")}, ',')::uuid[]) as asked(id)`);
  const found = rows as unknown as (ChannelFigures & { id: string })[];
  return new Map(found.map(({ id, ...figures }) => [id, figures]));
}

/** Whether a channel in use fills an uploaded workbook. */
export async function isWorkbookOfChannel(tx: Db, uploadId: string): Promise<boolean> {
  const found = await tx
    .select({ id: channels.id })
    .from(channels)
    .where(and(isNull(channels.archivedAt), eq(sql`${channels.settings}->>'uploadId'`, uploadId)))
    .limit(1);
  return found.length > 0;
}
