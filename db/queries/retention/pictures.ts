import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { type ColumnOf, namingColumns } from "./naming-columns.ts";
import { measure, type Removable, type Removed } from "./removable.ts";

/** Somebody may have begun to use a picture just when it was given up. */
const GIVEN_UP_FOR = sql.raw("interval '1 minute'");
const ID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

const isThere = sql`(a.removed_at is null and a.expires_at is null)`;

function isOld(before: Date): SQL {
  return sql`(${isThere} and a.given_up_at is null and a.used_at < ${before.toISOString()}::timestamptz)`;
}

const isGivenUpLong = sql`(${isThere} and a.given_up_at < now() - ${GIVEN_UP_FOR})`;

// A report is told of the rows that it measured.
const isOldReport = (before: Date) => sql`(
  i.status <> 'running' and coalesce(i.finished_at, i.created_at) < ${before.toISOString()}::timestamptz
  and not exists (select 1 from datasets d where d.id = i.dataset_id and d.rows_removed_at is null))`;

const bytesOfReport = sql`coalesce((
  select sum(pg_column_size(r.*)) from image_report_rows r where r.report_id = i.id), 0)`;

/** Pictures that nothing names any more, with their originals' bytes, and reports whose rows are gone. */
export async function measurePictures(tx: Db, before: Date): Promise<Removable> {
  const reports = sql`
    select count(*) as count, coalesce(sum(${bytesOfReport}), 0) as bytes, 0 as held_back
    from image_reports i where ${isOldReport(before)}`;
  if (!(await hasAny(tx, isOld(before)))) return measure(tx, reports);
  return measure(
    tx,
    sql`with recursive ${await needed(tx, isOld(before))}
    select sum(count) as count, sum(bytes) as bytes, sum(held_back) as held_back from (
      select count(*) filter (where not ${isNeeded}) as count,
        coalesce(sum(a.bytes) filter (where not ${isNeeded}), 0) as bytes,
        count(*) filter (where ${isNeeded}) as held_back
      from assets a where ${isOld(before)}
      union all ${reports}) counted`,
  );
}

/**
 * Gives up all pictures that nothing names, and removes reports whose rows are gone. What is given up is listed no more and
 * is still there: whoever uses it ends that.
 * @returns the reports that were removed; pictures are counted once they go.
 */
export async function giveUpPictures(tx: Db, before: Date): Promise<Removed> {
  const [report] = await tx.execute<{ id: string; bytes: string }>(sql`
    select i.id, ${bytesOfReport} as bytes from image_reports i where ${isOldReport(before)} order by i.id limit 1`);
  if (report) {
    await tx.execute(sql`delete from image_report_rows where report_id = ${report.id}`);
    await tx.execute(sql`delete from image_reports where id = ${report.id}`);
    return { count: 1, bytes: Number(report.bytes), more: true };
  }
  if (await hasAny(tx, isOld(before)))
    await tx.execute(sql`with recursive ${await needed(tx, isOld(before))}
      update assets a set given_up_at = now() where ${isOld(before)} and not ${isNeeded}`);
  return { count: 0, bytes: 0, more: false };
}

/**
 * Removes the pictures that were given up a while ago and that still nothing names; others are given back. What is left of
 * one tells that it was removed; its files go after that.
 * @returns `null` while rows come in, which may name any.
 */
export async function settleGivenUpPictures(tx: Db): Promise<{ count: number; bytes: number } | null> {
  if (!(await hasAny(tx, isGivenUpLong))) return { count: 0, bytes: 0 };
  if (await isImporting(tx)) return null;
  const rows = await tx.execute<{ id: string; bytes: string; removed: boolean }>(sql`
    with recursive ${await needed(tx, isGivenUpLong)}
    update assets a set given_up_at = null,
      removed_at = case when ${isNeeded} then null else now() end,
      name = case when ${isNeeded} then a.name else '' end,
      source_url = case when ${isNeeded} then a.source_url end
    where ${isGivenUpLong}
    returning a.id, a.bytes, a.removed_at is not null as removed`);
  const removed = [...rows].filter((row) => row.removed);
  await tx.execute(sql`
    delete from made_pictures m using assets a where a.id = m.asset_id and a.removed_at is not null`);
  return { count: removed.length, bytes: removed.reduce((sum, { bytes }) => sum + Number(bytes), 0) };
}

/** Whether pictures are given up that are not gone yet. */
export function hasGivenUpPictures(tx: Db): Promise<boolean> {
  return hasAny(tx, sql`(${isThere} and a.given_up_at is not null)`);
}

const isNeeded = sql`exists (select 1 from needed n where n.id = a.id)`;

/**
 * `needed`: the pictures that are in question and named somewhere, those that are not in question, and whatever one of
 * these was made of: who looks at a result holds it against its original.
 */
async function needed(tx: Db, inQuestion: SQL): Promise<SQL> {
  const named = [...(await readNamingColumns(tx))].map(([table, names]) => {
    const text = sql.join(
      names.map((name) => sql`${sql.identifier(table)}.${sql.identifier(name)}::text`),
      sql`, `,
    );
    return sql`select found.ids[1]::uuid as id from ${sql.identifier(table)},
      lateral regexp_matches(concat_ws(' ', ${text}), ${ID}, 'g') as found(ids)`;
  });
  return sql`
    named as materialized (
      select distinct a.id from (${sql.join(named, sql` union all `)}) n join assets a on a.id = n.id
      where ${inQuestion}),
    needed as (
      select a.id, a.made_of from assets a
      where a.removed_at is null and (not ${inQuestion} or a.id in (select id from named))
      union
      select a.id, a.made_of from assets a join needed n on a.id = n.made_of)`;
}

/** The columns of this database in which a picture may be named, by table. */
export async function readNamingColumns(tx: Db): Promise<Map<string, string[]>> {
  const columns = await tx.execute<ColumnOf & Record<string, unknown>>(sql`
    select c.relname as "table", a.attname as "column", t.data_type as type
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join information_schema.columns t
      on t.table_schema = 'public' and t.table_name = c.relname and t.column_name = a.attname
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
    order by 1, a.attnum`);
  return namingColumns([...columns]);
}

async function isImporting(tx: Db): Promise<boolean> {
  const found = await tx.execute(sql`
    select 1 from datasets where status = 'importing'
    union all select 1 from catalogue_imports where status in ('committing', 'rolling-back') limit 1`);
  return found.length > 0;
}

async function hasAny(tx: Db, condition: SQL): Promise<boolean> {
  const found = await tx.execute(sql`select 1 from assets a where ${condition} limit 1`);
  return found.length > 0;
}
