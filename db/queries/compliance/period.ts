import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Days from the first to the last, both included, as they begin in a time zone. */
export interface Period {
  from: string;
  to: string;
  timeZone: string;
}

function within(moment: SQL, { from, to, timeZone }: Period): SQL {
  return sql`${moment} >= (${from}::date)::timestamp at time zone ${timeZone}
    and ${moment} < (${to}::date + 1)::timestamp at time zone ${timeZone}`;
}

/** A lexicon as it stood at the end of a period. */
export interface LexiconOfPeriod {
  name: string;
  version: number;
  languages: string[];
  changedAt: string;
  changedBy: string;
  /** How many terms it had of each category, by how bad they are. */
  categories: { category: string; severity: string; terms: number }[];
}

/** The lexicons that were there by the end of a period, each in the version of that moment, by name. */
export async function readLexiconsOfPeriod(tx: Db, { to, timeZone }: Period): Promise<LexiconOfPeriod[]> {
  const end = sql`(${to}::date + 1)::timestamp at time zone ${timeZone}`;
  const rows = await tx.execute(sql`
    select l.name, v.version, l.languages, v.created_at as "changedAt", coalesce(m.name, '') as "changedBy",
      (select coalesce(jsonb_agg(jsonb_build_object('category', category, 'severity', severity, 'terms', terms)
          order by category, severity), '[]')
        from (select coalesce(entry ->> 'category', '') as category, entry ->> 'severity' as severity, count(*) as terms
          from jsonb_array_elements(v.entries) entry group by 1, 2) counted) as categories
    from lexicons l
      join lateral (select * from lexicon_versions v where v.lexicon_id = l.id and v.created_at < ${end}
        order by v.version desc limit 1) v on true
      left join members m on m.id = v.created_by
    where l.archived_at is null or l.archived_at >= ${end}
    order by lower(l.name), l.id`);
  return rows as unknown as LexiconOfPeriod[];
}

/** Ids of batches that may have made an output within a period, after an id; in order. */
export async function readBatchesOfPeriod(
  tx: Db,
  period: Period,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { from, timeZone } = period;
  const rows = await tx.execute<{ id: string }>(sql`
    select id from batches
    where created_at < (${period.to}::date + 1)::timestamp at time zone ${timeZone} and outputs_removed_at is null
      and (finished_at is null or finished_at >= (${from}::date)::timestamp at time zone ${timeZone})
      ${after ? sql`and id > ${after}::uuid` : sql``}
    order by id limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** What the checks said of the outputs of one batch that were made within a period. */
export interface CheckedOfBatch {
  made: number;
  /** Per kind of check the outputs by the gravest it found; what it found nothing in is not kept with some kinds. */
  kinds: { kind: string; verdict: string; outputs: number }[];
  /** Outputs in which a term of a category was found. */
  categories: { category: string; verdict: string; outputs: number }[];
}

/** Counts what the checks said of a batch's outputs of a period. */
export async function countChecked(tx: Db, batchId: string, period: Period): Promise<CheckedOfBatch> {
  const [found] = await tx.execute<{ [Key in keyof CheckedOfBatch]: CheckedOfBatch[Key] }>(sql`
    with made as materialized (
      select seq, checks from batch_items i
      where batch_id = ${batchId} and state = 'succeeded' and ${within(sql`i.ended_at`, period)}
    ), said as (
      select seq, found ->> 'kind' as kind, found -> 'evidence' ->> 'category' as category,
        case found ->> 'verdict' when 'block' then 2 when 'warn' then 1 else 0 end as grave
      from made, jsonb_array_elements(checks) found
    ), per_kind as (
      select kind, grave, count(*)::int as outputs from (
        select seq, kind, max(grave) as grave from said group by 1, 2) gravest group by 1, 2
    ), per_category as (
      select category, grave, count(*)::int as outputs from (
        select seq, coalesce(category, '') as category, max(grave) as grave from said
        where kind = 'lexicon' and grave > 0 group by 1, 2) gravest group by 1, 2
    )
    select (select count(*)::int from made) as made,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'verdict', (array['pass', 'warn', 'block'])[grave + 1],
        'outputs', outputs)), '[]') from per_kind) as kinds,
      (select coalesce(jsonb_agg(jsonb_build_object('category', category,
        'verdict', (array['pass', 'warn', 'block'])[grave + 1], 'outputs', outputs)), '[]') from per_category) as categories`);
  return found ?? { made: 0, kinds: [], categories: [] };
}

/** How often a person decided so within a period. */
export interface DecidedRow {
  memberId: string;
  name: string;
  decision: string;
  reason: string | null;
  count: number;
}

/** Decisions of a period by person, kind and reason; taken back ones count as what they were. */
export async function countDecided(tx: Db, period: Period): Promise<DecidedRow[]> {
  const rows = await tx.execute(sql`
    select d.member_id as "memberId", coalesce(m.name, '') as name, d.decision, d.reason, count(*)::int as count
    from review_decisions d left join members m on m.id = d.member_id
    where ${within(sql`d.at`, period)} group by 1, 2, 3, 4 order by 2, 1, 3, 4`);
  return rows as unknown as DecidedRow[];
}

/** How many items people decided on within a period, and how their latest decision of it went. */
export async function countSampled(
  tx: Db,
  period: Period,
): Promise<{ items: number; approved: number; rejected: number; edited: number; escalated: number }> {
  const [found] = await tx.execute<{
    items: number;
    approved: number;
    rejected: number;
    edited: number;
    escalated: number;
  }>(sql`
    select count(*)::int as items, count(*) filter (where decision = 'approve')::int as approved,
      count(*) filter (where decision = 'reject')::int as rejected, count(*) filter (where decision = 'edit')::int as edited,
      count(*) filter (where decision = 'escalate')::int as escalated
    from (select distinct on (batch_id, seq) decision from review_decisions d
      where ${within(sql`d.at`, period)} order by batch_id, seq, id desc) latest`);
  return found ?? { items: 0, approved: 0, rejected: 0, edited: 0, escalated: 0 };
}

/** An override of a period. */
export interface OverrideOfPeriod {
  id: string;
  batchId: string;
  batchName: string;
  seq: number;
  outputVersion: number;
  check: string;
  checkVersion: string;
  reason: string;
  by: string;
  at: string;
}

/** Overrides of a period after an id, oldest first. */
export async function readOverridesOfPeriod(
  tx: Db,
  period: Period,
  after: string | null,
  limit: number,
): Promise<OverrideOfPeriod[]> {
  const rows = await tx.execute(sql`
    select o.id, o.batch_id as "batchId", b.name as "batchName", o.seq, o.output_version as "outputVersion",
      o.kind as check, o.check_version as "checkVersion", o.reason, coalesce(m.name, '') as by, o.at
    from check_overrides o join batches b on b.id = o.batch_id left join members m on m.id = o.member_id
    where ${within(sql`o.at`, period)} ${after ? sql`and o.id > ${after}::uuid` : sql``}
    order by o.id limit ${limit}`);
  return rows as unknown as OverrideOfPeriod[];
}
