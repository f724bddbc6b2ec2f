import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { measure, type Removable, type Removed } from "./removable.ts";

const ROWS_AT_ONCE = 5_000;
/** Rows looked at to tell how large a dataset is. */
const SAMPLE = 200;
/** Somebody may have launched on a dataset just when it was given up. */
const GIVEN_UP_FOR = sql.raw("interval '1 minute'");

// Whoever retries, reopens or publishes an item of a batch reads its row.
function isUnused(since: SQL): SQL {
  return sql`(
    not exists (select 1 from batches b where b.dataset_id = d.id and b.outputs_removed_at is null)
    and not exists (
      select 1 from trials t where t.dataset_id = d.id and (t.status = 'running' or t.created_at >= ${since}))
    and not exists (
      select 1 from schedules s where s.archived_at is null and s.launch ->> 'datasetId' = d.id::text)
    and not exists (
      select 1 from regression_set_versions v join regression_sets r on r.id = v.set_id
      where v.dataset_id = d.id and r.archived_at is null)
  )`;
}

const moment = (at: Date) => sql`${at.toISOString()}::timestamptz`;

function isOld(before: Date): SQL {
  return sql`(
    d.rows_removed_at is null and d.row_count > 0 and d.status <> 'importing'
    and coalesce(d.archived_at, d.finished_at, d.created_at) < ${moment(before)})`;
}

const bytesOfRows = sql`(
  select coalesce(avg(pg_column_size(r.values) + 32), 0)::bigint * d.row_count
  from (select values from dataset_rows where dataset_id = d.id limit ${sql.raw(String(SAMPLE))}) r)`;

/** Datasets that nothing needs any more, with about the room that their rows take. */
export async function measureDatasets(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`
    select count(*) filter (where unused) as count,
      coalesce(sum(case when unused then bytes else 0 end), 0) as bytes,
      count(*) filter (where not unused) as held_back
    from (
      select ${isUnused(moment(before))} as unused, ${bytesOfRows} as bytes from datasets d where ${isOld(before)}
    ) old`,
  );
}

/** Gives up one dataset, which takes it out of the lists; its rows go later. */
export async function giveUpDataset(tx: Db, before: Date): Promise<Removed> {
  const [given] = await tx.execute<{ bytes: string }>(sql`
    update datasets d set rows_removed_at = now(), archived_at = coalesce(d.archived_at, now())
    where d.id = (
      select d.id from datasets d where ${isOld(before)} and ${isUnused(moment(before))} order by d.id limit 1)
    returning ${bytesOfRows} as bytes`);
  return given ? { count: 1, bytes: Number(given.bytes), more: true } : { count: 0, bytes: 0, more: false };
}

/**
 * Removes some rows of the datasets that were given up. One that somebody has begun to use in between is given back, as
 * long as it is whole.
 * @returns whether more can go now.
 */
export async function removeGivenUpRows(tx: Db): Promise<boolean> {
  await tx.execute(sql`
    update datasets d set rows_removed_at = null,
      archived_at = case when d.archived_at = d.rows_removed_at then null else d.archived_at end
    where d.rows_removed_at is not null and not ${isUnused(sql`d.rows_removed_at - ${GIVEN_UP_FOR}`)}
      and (select count(*) from dataset_rows r where r.dataset_id = d.id) = d.row_count`);
  const rows = await tx.execute(sql`
    delete from dataset_rows where (dataset_id, row_number) in (
      select r.dataset_id, r.row_number from datasets d join dataset_rows r on r.dataset_id = d.id
      where d.rows_removed_at < now() - ${GIVEN_UP_FOR} limit ${ROWS_AT_ONCE})
    returning 1`);
  if (rows.length > 0) return true;
  const errors = await tx.execute(sql`
    delete from dataset_row_errors where (dataset_id, source_row, "column", rule) in (
      select e.dataset_id, e.source_row, e."column", e.rule
      from datasets d join dataset_row_errors e on e.dataset_id = d.id
      where d.rows_removed_at < now() - ${GIVEN_UP_FOR} limit ${ROWS_AT_ONCE})
    returning 1`);
  return errors.length > 0;
}

/** Whether anything is left of datasets that were given up. */
export async function hasRowsToRemove(tx: Db): Promise<boolean> {
  const found = await tx.execute(sql`
    select 1 from datasets d where d.rows_removed_at is not null
      and (exists (select 1 from dataset_rows r where r.dataset_id = d.id)
        or exists (select 1 from dataset_row_errors e where e.dataset_id = d.id)) limit 1`);
  return found.length > 0;
}
