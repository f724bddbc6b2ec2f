import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { channelEntries } from "#db/schema/publishing.ts";

export type EntryRow = typeof channelEntries.$inferSelect;

/** What stands in a channel under a key and language. */
export interface StandingRow {
  key: string;
  language: string;
  change: EntryRow["change"];
  /** None where they are those that were asked about. */
  fields: Record<string, unknown> | null;
  digest: string | null;
  /** Of what was asked about. */
  askedDigest: string;
  /** That put it there; `null` for a recall. */
  publicationId: string | null;
  /** The receiver was told in vain: it does not have it. */
  isLost: boolean;
}

/**
 * What stands in a channel under these keys and languages; nothing for those where nothing ever did.
 * @param asked with the digest of what would stand there: what is the same is not read again.
 */
export async function readStanding(
  tx: Db,
  channelId: string,
  asked: readonly { key: string; language: string; digest: string }[],
): Promise<StandingRow[]> {
  if (asked.length === 0) return [];
  const json = JSON.stringify(asked.map(({ key, language, digest }) => ({ key, language, digest })));
  // Looked up one by one: before a large channel has statistics, a join would read all of it for each page.
  const rows = await tx.execute(sql`
    select found.*, asked.digest as "askedDigest"
    from (select distinct key, language, digest
      from jsonb_to_recordset(${json}::jsonb) as a(key text, language text, digest text)) asked
      cross join lateral (
        select e.key, e.language, e.change, case when e.digest is distinct from asked.digest then e.fields end as fields,
          e.digest, e.publication_id as "publicationId", exists (
            select 1 from deliveries d where d.entry_id = e.id and d.state = 'dead') as "isLost"
        from channel_entries e
        where e.channel_id = ${channelId} and e.key = asked.key and e.language = asked.language and e.is_current
        limit 1) found`);
  return rows as unknown as StandingRow[];
}

/**
 * What stands in a channel with one of these texts in a field, but for what a publication puts in its place. Reads all of
 * the channel.
 * @param texts in small letters.
 */
export async function readStandingWith(
  tx: Db,
  { channelId, publicationId }: { channelId: string; publicationId: string },
  field: string,
  texts: readonly string[],
): Promise<{ seq: number; language: string; fields: Record<string, unknown> }[]> {
  const rows = await tx.execute(sql`
    select e.seq, e.language, e.fields from channel_entries e
    where e.channel_id = ${channelId} and e.is_current and e.change <> 'removed'
      and e.publication_id is distinct from ${publicationId}
      and lower(trim(e.fields->>${field})) in (select value from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb))
      and not exists (select 1 from channel_entries given where given.publication_id = ${publicationId}
        and given.key = e.key and given.language = e.language)
    order by e.seq`);
  return rows as unknown as { seq: number; language: string; fields: Record<string, unknown> }[];
}

/** Which versions of items of a batch were recalled from a channel, and not published there again: as `<seq>.<version>`. */
export async function readRecalledVersions(
  tx: Db,
  { channelId, batchId }: { channelId: string; batchId: string },
  seqs: readonly number[],
): Promise<Set<string>> {
  if (seqs.length === 0) return new Set();
  const rows = await tx.execute<{ version: string }>(sql`
    select distinct called.version
    from unnest(${`{${seqs.join(",")}}`}::int[]) asked(seq) cross join lateral (
      select e.seq || '.' || e.output_version as version from channel_entries e
      where e.batch_id = ${batchId} and e.seq = asked.seq and e.channel_id = ${channelId}
        and exists (select 1 from channel_entries recall where recall.recalled_id = e.id)
      offset 0) called`);
  return new Set([...rows].map(({ version }) => version));
}

/** What a publication has put down already of some items: what each of them is, by sequence number. */
export async function readBooked(
  tx: Db,
  publicationId: string,
  seqs: readonly number[],
): Promise<Map<number, EntryRow["change"]>> {
  if (seqs.length === 0) return new Map();
  // Looked up one by one: before there are statistics, all that the publication has put down would be read for each page.
  const rows = await tx.execute<{ seq: number; change: EntryRow["change"] }>(sql`
    select asked.seq, found.change
    from unnest(${`{${seqs.join(",")}}`}::int[]) asked(seq) cross join lateral (
      select e.change from channel_entries e
      where e.publication_id = ${publicationId} and e.seq = asked.seq limit 1) found`);
  return new Map([...rows].map(({ seq, change }) => [seq, change]));
}

/** An item as a publication puts it down. */
export type NewEntry = Pick<
  EntryRow,
  | "id"
  | "channelId"
  | "publicationId"
  | "key"
  | "language"
  | "batchId"
  | "seq"
  | "outputVersion"
  | "change"
  | "fields"
  | "digest"
  | "approvedBy"
>;

/** Puts down what a publication will hand over; what is there already stays. */
export async function bookEntries(tx: Db, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return;
  // One value for all of them: a parameter for each would cost more than the rest of a publication.
  await tx.execute(sql`
    insert into channel_entries (id, channel_id, publication_id, key, language, batch_id, seq, output_version, change,
      fields, digest, approved_by)
    select id, "channelId", "publicationId", key, language, "batchId", seq, "outputVersion", change, fields, digest,
      "approvedBy"
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as n(id uuid, "channelId" uuid, "publicationId" uuid,
      key text, language text, "batchId" uuid, seq int, "outputVersion" int, change text, fields jsonb, digest text,
      "approvedBy" uuid)
    on conflict do nothing`);
}

/** Takes back what a publication has put down and not handed over. */
export async function unbookEntries(tx: Db, publicationId: string): Promise<void> {
  await tx.execute(sql`
    delete from channel_entries where publication_id = ${publicationId} and position is null`);
}

/**
 * Keeps positions from being given by others until the transaction ends, so that what stands stays as it is. Comes before
 * any lock of a channel.
 * @returns the last that was given.
 */
export async function lockPositions(tx: Db): Promise<number> {
  const [positions] = await tx.execute<{ last: string }>(sql`
    insert into channel_positions (id, last) values (1, 0)
    on conflict (id) do update set last = channel_positions.last returning last`);
  return Number(positions?.last ?? 0);
}

/** Entries that were put down together: by a publication, or by a recall. */
export type Origin = { publicationId: string } | { recallId: string };

/**
 * Gives the next entries of a publication or a recall their positions, in order, so that they stand in their channels
 * from when the transaction ends, and puts them on their way to receivers that are told of each. Whoever gives positions
 * waits until the other's transaction ends: what can be seen at any moment is everything up to some position, and nothing
 * appears below it any more.
 * @param toldKinds the kinds of channels whose receivers are told.
 * @returns how many; fewer than `limit` are the last.
 */
export async function handOverEntries(
  tx: Db,
  origin: Origin,
  toldKinds: readonly string[],
  limit: number,
): Promise<number> {
  const last = await lockPositions(tx);
  const page = [
    ...(await tx.execute<BookedEntry>(sql`
      select id, channel_id as "channelId", key, language from channel_entries
      where ${ofOrigin(origin)} and position is null order by seq, id limit ${limit}`)),
  ];
  if (page.length === 0) return 0;
  // Whoever ends a channel ends what waits for it: all of this is there by then, or sees that it has ended.
  const channelIds = [...new Set(page.map(({ channelId }) => channelId))].sort();
  await tx.execute(sql`select 1 from channels where id in ${channelIds} order by id for share`);
  const recalled = "publicationId" in origin ? await dropRecalled(tx, page) : new Set<string>();
  const handed = page.filter(({ id }) => !recalled.has(id));
  if (handed.length > 0) await stand(tx, handed, last);
  if (handed.length > 0) await tell(tx, handed, toldKinds);
  return page.length;
}

type BookedEntry = { id: string; channelId: string; key: string; language: string };

// What was called back since a publication put it down does not go there again with it.
async function dropRecalled(tx: Db, page: readonly BookedEntry[]): Promise<Set<string>> {
  const dropped = await tx.execute<{ id: string }>(sql`
    delete from channel_entries n where n.id in (${idsOf(page)})
      and exists (select 1 from channel_entries called join channel_entries recall on recall.recalled_id = called.id
        where called.batch_id = n.batch_id and called.seq = n.seq and called.channel_id = n.channel_id
          and called.output_version = n.output_version)
    returning n.id`);
  return new Set([...dropped].map(({ id }) => id));
}

function idsOf(entries: readonly BookedEntry[]): SQL {
  const json = JSON.stringify(entries.map(({ id }) => id));
  return sql`select value::uuid from jsonb_array_elements_text(${json}::jsonb)`;
}

async function stand(tx: Db, handed: readonly BookedEntry[], last: number): Promise<void> {
  const lastOfPlace = new Map(
    handed.map(({ id, channelId, key, language }) => [JSON.stringify([channelId, key, language]), id]),
  );
  const current = new Set(lastOfPlace.values());
  const json = JSON.stringify(
    handed.map(({ id, channelId: channel_id, key, language }, at) => ({
      ...{ id, channel_id, key, language, position: last + at + 1, is_current: current.has(id) },
    })),
  );
  const page = sql`jsonb_to_recordset(${json}::jsonb)
    as n(id uuid, channel_id uuid, key text, language text, position bigint, is_current boolean)`;
  await tx.execute(sql`
    update channel_entries e set is_current = false
    from ${page} cross join lateral (
      select s.id from channel_entries s
      where s.channel_id = n.channel_id and s.key = n.key and s.language = n.language and s.is_current
      limit 1) former
    where e.id = former.id`);
  await tx.execute(sql`
    update channel_entries e set position = n.position, is_current = n.is_current, stood_at = now() from ${page}
    where e.id = n.id`);
  await tx.execute(sql`update channel_positions set last = ${last + handed.length} where id = 1`);
}

async function tell(tx: Db, handed: readonly BookedEntry[], toldKinds: readonly string[]): Promise<void> {
  await tx.execute(sql`
    insert into deliveries (id, entry_id, channel_id, publication_id, recall_id, key, position, state, failure, ended_at)
    select gen_random_uuid(), n.id, n.channel_id, n.publication_id, n.recall_id, n.key, n.position,
      case when c.ended_at is null then 'waiting' else 'dead' end,
      case when c.ended_at is not null then '{"code":"channel_gone"}'::jsonb end,
      case when c.ended_at is not null then now() end
    from channel_entries n join channels c on c.id = n.channel_id and c.archived_at is null
    where n.id in (${idsOf(handed)}) and c.kind in ${[...toldKinds]}`);
}

function ofOrigin(origin: Origin): SQL {
  return "publicationId" in origin
    ? sql`publication_id = ${origin.publicationId}`
    : sql`recall_id = ${origin.recallId}`;
}

/** An entry as it is told to systems that follow. */
export interface PublishedEntryRow {
  position: string;
  channelId: string;
  key: string;
  language: string;
  change: EntryRow["change"];
  fields: Record<string, unknown> | null;
  batchId: string;
  seq: number;
  outputVersion: number;
  simulated: boolean;
  stoodAt: string;
}

/** What stands anew or no more since a position, in order: of one channel, or of all. */
export async function readPublishedSince(
  tx: Db,
  { since, channelId, limit }: { since: number; channelId: string | null; limit: number },
): Promise<PublishedEntryRow[]> {
  const rows = await tx.execute(sql`
    select e.position::text as position, e.channel_id as "channelId", e.key, e.language, e.change, e.fields,
      e.batch_id as "batchId", e.seq, e.output_version as "outputVersion", b.simulated, e.stood_at as "stoodAt"
    from channel_entries e join batches b on b.id = e.batch_id
    where e.position > ${since}::bigint and e.is_current
      ${channelId ? sql`and e.channel_id = ${channelId}` : sql``}
    order by e.position limit ${limit}`);
  return rows as unknown as PublishedEntryRow[];
}

/** Notes how far a reader has come who goes on from a position, and that recalls up to it reached them. */
export async function noteReader(
  tx: Db,
  { readerId, channelId, position }: { readerId: string; channelId: string | null; position: number },
): Promise<void> {
  const followed = channelId ?? NIL;
  const [moved] = await tx.execute(sql`
    insert into published_readers (reader_id, channel_id, position) values (${readerId}, ${followed}, ${position}::bigint)
    on conflict (reader_id, channel_id) do update set position = excluded.position, at = now()
      where published_readers.position < excluded.position
    returning position`);
  if (!moved) return;
  await tx.execute(sql`
    update channel_entries e set acknowledged_at = now() from channels c
    where e.recall_id is not null and e.acknowledged_at is null and e.position <= ${position}::bigint
      and c.id = e.channel_id and c.kind = 'pull' ${channelId ? sql`and e.channel_id = ${channelId}` : sql``}`);
}

const NIL = "00000000-0000-0000-0000-000000000000";

/** An entry as the history of a product tells it. */
export interface HistoryRow {
  id: string;
  position: string;
  at: string;
  key: string;
  language: string;
  change: EntryRow["change"];
  fields: Record<string, unknown> | null;
  batchId: string;
  seq: number;
  outputVersion: number;
  publicationId: string | null;
  recallId: string | null;
  reason: string | null;
  isCurrent: boolean;
  by: string | null;
  approvedBy: string | null;
}

/** What stood in a channel under a key, newest first. @param before the position a page ended at. */
export async function readHistory(
  tx: Db,
  { channelId, key, before, limit }: { channelId: string; key: string; before: number | null; limit: number },
): Promise<HistoryRow[]> {
  const rows = await tx.execute(sql`
    select e.id, e.position::text as position, e.stood_at as at, e.key, e.language, e.change, e.fields,
      e.batch_id as "batchId", e.seq, e.output_version as "outputVersion", e.publication_id as "publicationId",
      e.recall_id as "recallId", r.reason, e.is_current as "isCurrent", m.name as by, a.name as "approvedBy"
    from channel_entries e
      left join recalls r on r.id = e.recall_id
      left join publications p on p.id = e.publication_id
      left join members m on m.id = coalesce(r.created_by, p.created_by)
      left join members a on a.id = e.approved_by
    where e.key = ${key} and e.channel_id = ${channelId} and e.position is not null
      ${before === null ? sql`` : sql`and e.position < ${before}::bigint`}
    order by e.position desc limit ${limit}`);
  return rows as unknown as HistoryRow[];
}

/** Forgets the texts of a batch that stand nowhere any more, with its outputs. */
export async function forgetFormerTexts(tx: Db, batchId: string): Promise<void> {
  await tx.execute(sql`
    update channel_entries set fields = null where batch_id = ${batchId} and not is_current and fields is not null`);
}
