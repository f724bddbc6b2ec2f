import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredFailure } from "#db/schema/failure.ts";
import type { deliveries } from "#db/schema/publishing.ts";
import type { EntryRow } from "./channel-entries.ts";

export type DeliveryRow = typeof deliveries.$inferSelect;

/** The channels in use that something is due for and whose receivers take something at this moment. */
export async function listDueChannels(tx: Db): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select c.id from channels c
    where c.archived_at is null and c.ended_at is null and coalesce(c.next_send_at, '-infinity') <= now()
      and exists (select 1 from deliveries d where d.channel_id = c.id and d.state = 'waiting' and d.next_at <= now()
        and coalesce(d.claimed_until, '-infinity') < now())`);
  return [...rows].map(({ id }) => id);
}

/** A delivery that is somebody's to send, with what it says. */
export interface ClaimedDelivery {
  id: string;
  entryId: string;
  publicationId: string | null;
  recallId: string | null;
  attempts: number;
  key: string;
  language: string;
  batchId: string;
  seq: number;
  outputVersion: number;
  change: EntryRow["change"];
  fields: Record<string, unknown> | null;
  stoodAt: string;
  simulated: boolean;
  reason: string | null;
}

/**
 * Takes deliveries of a channel that are due, for so long: of each product only what is oldest, so that nothing of it goes
 * before what came earlier (the caller has locked the channel).
 */
export async function claimDeliveries(
  tx: Db,
  channelId: string,
  { limit, forMs }: { limit: number; forMs: number },
): Promise<ClaimedDelivery[]> {
  const rows = await tx.execute(sql`
    with due as (
      select d.id from deliveries d
      where d.channel_id = ${channelId} and d.state = 'waiting' and d.next_at <= now()
        and coalesce(d.claimed_until, '-infinity') < now()
        and not exists (select 1 from deliveries older where older.channel_id = d.channel_id and older.key = d.key
          and older.state = 'waiting' and older.position < d.position)
      order by d.next_at, d.position limit ${limit}
    ), claimed as (
      update deliveries d set claimed_until = now() + ${forMs} * interval '1 millisecond'
      from due where d.id = due.id returning d.*
    )
    select d.id, d.entry_id as "entryId", d.publication_id as "publicationId", d.recall_id as "recallId", d.attempts,
      e.key, e.language, e.batch_id as "batchId", e.seq, e.output_version as "outputVersion", e.change, e.fields,
      e.stood_at as "stoodAt", b.simulated, r.reason
    from claimed d join channel_entries e on e.id = d.entry_id join batches b on b.id = e.batch_id
      left join recalls r on r.id = d.recall_id
    order by d.position`);
  return rows as unknown as ClaimedDelivery[];
}

/** What came of sending one. */
export interface DeliveryEnd {
  id: string;
  state: DeliveryRow["state"];
  attempts: number;
  failure: StoredFailure | null;
  /** Of one that still waits: how long it is left alone, in ms. */
  waitMs: number;
}

/**
 * Notes what came of deliveries that waited, and ends the publications of which nothing waits any more. A recall that was
 * taken is acknowledged.
 */
export async function noteDeliveries(tx: Db, ends: readonly DeliveryEnd[]): Promise<void> {
  if (ends.length === 0) return;
  const json = JSON.stringify(
    ends.map(({ id, state, attempts, failure, waitMs }) => ({
      id,
      state,
      attempts,
      failure,
      wait_ms: waitMs,
    })),
  );
  const noted = await tx.execute<{ publicationId: string | null }>(sql`
    update deliveries d set state = n.state, attempts = n.attempts, failure = n.failure, claimed_until = null,
      next_at = now() + n.wait_ms * interval '1 millisecond',
      ended_at = case when n.state <> 'waiting' then now() end
    from jsonb_to_recordset(${json}::jsonb)
      as n(id uuid, state text, attempts int, failure jsonb, wait_ms bigint)
    where d.id = n.id and d.state = 'waiting' returning d.publication_id as "publicationId"`);
  const taken = ends.filter(({ state }) => state === "delivered").map(({ id }) => id);
  if (taken.length > 0)
    await tx.execute(sql`
      update channel_entries e set acknowledged_at = now() from deliveries d
      where d.id in ${taken} and d.recall_id is not null and e.id = d.entry_id and e.acknowledged_at is null`);
  const ids = new Set([...noted].flatMap(({ publicationId }) => publicationId ?? []));
  await endDelivered(tx, [...ids]);
}

/** Ends those of these publications that are handed over and of which nothing waits any more. */
export async function endDelivered(tx: Db, publicationIds: readonly string[]): Promise<void> {
  if (publicationIds.length === 0) return;
  await tx.execute(sql`
    update publications p set status = 'succeeded', finished_at = now(), items_written = sent.count,
      delivery = jsonb_build_object('made', 'acknowledgement', 'itemCount', sent.count, 'reference', p.id::text)
    from (select id, (select count(*)::int from deliveries d where d.publication_id = asked.id) as count
      from publications asked where asked.id in ${[...publicationIds]}) sent
    where p.id = sent.id and p.status = 'running' and p.changes is not null
      and not exists (select 1 from deliveries d where d.publication_id = p.id and d.state = 'waiting')`);
}

/** Ends everything that waits for a channel: nothing more is sent there. */
export async function endWaiting(tx: Db, channelId: string, failure: StoredFailure): Promise<void> {
  const ended = await tx.execute<{ publicationId: string | null }>(sql`
    update deliveries set state = 'dead', failure = ${JSON.stringify(failure)}::jsonb, claimed_until = null, ended_at = now()
    where channel_id = ${channelId} and state = 'waiting' returning publication_id as "publicationId"`);
  await endDelivered(tx, [...new Set([...ended].flatMap(({ publicationId }) => publicationId ?? []))]);
}

/** A delivery as it is listed. */
export interface ListedDelivery {
  id: string;
  position: string;
  key: string;
  language: string;
  change: EntryRow["change"];
  batchId: string;
  seq: number;
  state: DeliveryRow["state"];
  attempts: number;
  failure: StoredFailure | null;
  nextAt: string;
  createdAt: string;
  endedAt: string | null;
  recallId: string | null;
}

/** Deliveries of a publication in their order, or only those of one state. @param after the position a page ended at. */
export async function listDeliveriesOf(
  tx: Db,
  {
    publicationId,
    state,
    after,
    limit,
  }: { publicationId: string; state?: DeliveryRow["state"] | undefined; after: number; limit: number },
): Promise<ListedDelivery[]> {
  const rows = await tx.execute(sql`
    select d.id, d.position::text as position, d.key, e.language, e.change, e.batch_id as "batchId", e.seq, d.state,
      d.attempts, d.failure, d.next_at as "nextAt", d.created_at as "createdAt", d.ended_at as "endedAt",
      d.recall_id as "recallId"
    from deliveries d join channel_entries e on e.id = d.entry_id
    where d.publication_id = ${publicationId} and d.position > ${after}::bigint
      ${state ? sql`and d.state = ${state}` : sql``}
    order by d.position limit ${limit}`);
  return rows as unknown as ListedDelivery[];
}

/** How many deliveries of publications are in each state, by the publication. */
export async function countDeliveries(
  tx: Db,
  publicationIds: readonly string[],
): Promise<Map<string, Record<DeliveryRow["state"], number>>> {
  if (publicationIds.length === 0) return new Map();
  const rows = await tx.execute<Record<DeliveryRow["state"], number> & { id: string }>(sql`
    select publication_id as id, count(*) filter (where state = 'waiting')::int as waiting,
      count(*) filter (where state = 'delivered')::int as delivered, count(*) filter (where state = 'dead')::int as dead
    from deliveries where publication_id in ${[...publicationIds]} group by publication_id`);
  return new Map([...rows].map(({ id, waiting, delivered, dead }) => [id, { waiting, delivered, dead }]));
}

// A newer text of the product is on its way or was taken: what is older may not come after it.
const IS_SUPERSEDED = sql`exists (select 1 from deliveries newer join channel_entries n on n.id = newer.entry_id
  where newer.channel_id = d.channel_id and newer.key = d.key and newer.position > d.position
    and newer.state in ('waiting', 'delivered') and n.language = e.language)`;

/** One delivery; `null` where there is none of that id. */
export async function findDelivery(
  tx: Db,
  id: string,
): Promise<{ channelId: string; state: DeliveryRow["state"]; isSuperseded: boolean } | null> {
  const [found] = await tx.execute(sql`
    select d.channel_id as "channelId", d.state, ${IS_SUPERSEDED} as "isSuperseded"
    from deliveries d join channel_entries e on e.id = d.entry_id where d.id = ${id}`);
  return (found as unknown as Awaited<ReturnType<typeof findDelivery>> | undefined) ?? null;
}

/**
 * Puts ended deliveries on their way again under their ids, but for those that something newer has overtaken (the caller
 * has locked their channel).
 * @returns how many.
 */
export async function sendAgain(
  tx: Db,
  of: { id: string } | { publicationId: string; states: readonly DeliveryRow["state"][] },
): Promise<number> {
  const meant =
    "id" in of
      ? sql`d.id = ${of.id} and d.state <> 'waiting'`
      : sql`d.publication_id = ${of.publicationId} and d.state in ${[...of.states]} and d.state <> 'waiting'`;
  const sent = await tx.execute(sql`
    update deliveries set state = 'waiting', attempts = 0, failure = null, next_at = now(), claimed_until = null,
      ended_at = null
    where id in (select d.id from deliveries d join channel_entries e on e.id = d.entry_id
      where ${meant} and not ${IS_SUPERSEDED}) returning id`);
  return sent.length;
}
