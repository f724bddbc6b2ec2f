import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { recalls } from "#db/schema/publishing.ts";

/** What is to be called back: everything that is named, in one channel or wherever it stands. */
export interface RecallScope {
  publicationId?: string | undefined;
  batchId?: string | undefined;
  templateId?: string | undefined;
  channelId?: string | undefined;
  /** What a check found a term of a lexicon in, or only this term, when it looked at the version that stands last. */
  lexicon?: { id: string; term?: string | undefined } | undefined;
  items?: readonly { batchId: string; seq: number }[] | undefined;
}

export type NewRecall = Omit<typeof recalls.$inferInsert, "createdAt">;

function isMeant({ publicationId, batchId, templateId, channelId, lexicon, items }: RecallScope): SQL {
  const conditions = [sql`e.is_current and e.change <> 'removed'`];
  if (publicationId)
    conditions.push(sql`exists (select 1 from publications p where p.id = ${publicationId}
      and p.batch_id = e.batch_id and p.channel_id = e.channel_id)`);
  if (batchId) conditions.push(sql`e.batch_id = ${batchId}`);
  if (templateId)
    conditions.push(sql`e.batch_id in (select b.id from batches b where b.template_id = ${templateId})`);
  if (channelId) conditions.push(sql`e.channel_id = ${channelId}`);
  if (lexicon) {
    const hit = { kind: "lexicon", evidence: { lexicon: { id: lexicon.id }, term: lexicon.term } };
    conditions.push(sql`exists (select 1 from batch_items i
      where i.batch_id = e.batch_id and i.seq = e.seq and i.checked_version = e.output_version
        and i.checks @> ${JSON.stringify([hit])}::jsonb)`);
  }
  if (items) {
    const json = JSON.stringify(items.map(({ batchId: batch_id, seq }) => ({ batch_id, seq })));
    conditions.push(sql`(e.batch_id, e.seq) in (
      select batch_id, seq from jsonb_to_recordset(${json}::jsonb) as m(batch_id uuid, seq int))`);
  }
  return sql.join(conditions, sql` and `);
}

/** How much of what is named stands in some channel. */
export async function countRecallable(tx: Db, scope: RecallScope): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from channel_entries e where ${isMeant(scope)}`);
  return row?.count ?? 0;
}

/**
 * Puts down the recall of what is named and stands: for each what is left in its place, to be handed over. What stood there
 * before comes back only where it differs, is still kept and was not recalled itself.
 * @returns how many.
 */
export async function bookRecall(
  tx: Db,
  recall: Omit<NewRecall, "itemCount">,
  scope: RecallScope,
): Promise<number> {
  const previous = sql`
    left join lateral (
      select p.* from channel_entries p
      where p.channel_id = e.channel_id and p.key = e.key and p.language = e.language and p.position < e.position
        and p.change <> 'removed' and p.fields is not null and p.digest is distinct from e.digest
        and not exists (select 1 from channel_entries r where r.recalled_id = p.id)
      order by p.position desc limit 1
    ) p on true`;
  const none = sql`left join (select null::uuid as batch_id, null::int as seq, null::int as output_version,
    null::jsonb as fields, null::text as digest, null::uuid as approved_by) p on false`;
  const booked = await tx.execute<{ id: string }>(sql`
    insert into channel_entries (id, channel_id, recall_id, key, language, batch_id, seq, output_version, change, fields,
      digest, recalled_id, approved_by)
    select gen_random_uuid(), e.channel_id, ${recall.id}, e.key, e.language, coalesce(p.batch_id, e.batch_id),
      coalesce(p.seq, e.seq), coalesce(p.output_version, e.output_version),
      case when p.fields is null then 'removed' else 'restored' end, p.fields, p.digest, e.id, p.approved_by
    from channel_entries e ${recall.leave === "previous" ? previous : none}
    where ${isMeant(scope)} returning id`);
  if (booked.length > 0) await tx.insert(recalls).values({ ...recall, itemCount: booked.length });
  return booked.length;
}

/** A recall with how far it has come. */
export interface RecallRow {
  id: string;
  publicationId: string | null;
  batchId: string | null;
  templateId: string | null;
  leave: "nothing" | "previous";
  reason: string;
  itemCount: number;
  /** Of them those whose receiver took it, or that somebody says are done. */
  acknowledged: number;
  /** Of them those that the receiver was told of in vain. */
  dead: number;
  /** Of them those that nobody is told of: somebody has to see to it that they are taken down. */
  byHand: number;
  createdBy: string;
  createdByName: string | null;
  createdAt: string;
}

/** Recalls, newest first: of what one publication put somewhere, or all. */
export async function listRecalls(
  tx: Db,
  {
    publicationId,
    id,
    beforeId,
    limit,
  }: {
    publicationId?: string | undefined;
    id?: string | undefined;
    beforeId?: string | undefined;
    limit: number;
  },
): Promise<RecallRow[]> {
  const ofPublication = sql`and exists (select 1 from channel_entries e
    join channel_entries called on called.id = e.recalled_id
    join publications p on p.id = ${publicationId ?? null} and p.batch_id = called.batch_id
      and p.channel_id = called.channel_id
    where e.recall_id = r.id)`;
  const rows = await tx.execute(sql`
    select r.id, r.publication_id as "publicationId", r.batch_id as "batchId", r.template_id as "templateId", r.leave,
      r.reason, r.item_count as "itemCount", r.created_by as "createdBy", m.name as "createdByName",
      r.created_at as "createdAt", count(*) filter (where e.acknowledged_at is not null)::int as acknowledged,
      count(*) filter (where e.acknowledged_at is null and d.state = 'dead')::int as dead,
      count(*) filter (where e.acknowledged_at is null and (c.id is null or c.kind not in ('webhook', 'pull')))::int as "byHand"
    from (
      select * from recalls r where true ${id ? sql`and r.id = ${id}` : sql``}
        ${beforeId ? sql`and r.id < ${beforeId}` : sql``} ${publicationId ? ofPublication : sql``}
      order by r.id desc limit ${limit}
    ) r
      join channel_entries e on e.recall_id = r.id
      left join channels c on c.id = e.channel_id
      left join deliveries d on d.entry_id = e.id
      left join members m on m.id = r.created_by
    group by r.id, r.publication_id, r.batch_id, r.template_id, r.leave, r.reason, r.item_count, r.created_by, m.name,
      r.created_at
    order by r.id desc`);
  return rows as unknown as RecallRow[];
}

/** Notes that what nobody was told of was taken down; how many. */
export async function acknowledgeByHand(tx: Db, recallId: string, memberId: string): Promise<number> {
  const done = await tx.execute(sql`
    update channel_entries e set acknowledged_at = now(), acknowledged_by = ${memberId}
    where e.recall_id = ${recallId} and e.acknowledged_at is null
      and not exists (select 1 from deliveries d where d.entry_id = e.id and d.state <> 'dead') returning e.id`);
  return done.length;
}
