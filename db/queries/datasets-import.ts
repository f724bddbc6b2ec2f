import { and, desc, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { columnMatches, datasets } from "#db/schema/datasets.ts";
import type { DatasetRecord } from "./datasets.ts";
import { searchKey } from "./search-key.ts";

/** A dataset whose import is about to begin. */
export async function insertDataset(tx: Db, dataset: typeof datasets.$inferInsert): Promise<void> {
  await tx.insert(datasets).values(dataset);
}

export interface StoredBatch {
  /** JSON array of `{n: rowNumber, s: sourceRow, v: values}`. */
  rows: string;
  rowCount: number;
  /** JSON array of `{s: sourceRow, e: {column, rule, value}, v: values | null}`. */
  errors: string;
  rejected: number;
  lastSourceRow: number;
  bytesRead: number;
}

/**
 * Stores rows, their errors and the progress in one statement, so that a crash leaves all or nothing.
 * @param afterSourceRow where this importer believes the dataset stands.
 * @returns whether it stood there: `false` when another importer was faster, or the dataset was archived.
 */
export async function storeBatch(
  tx: Db,
  datasetId: string,
  afterSourceRow: number,
  batch: StoredBatch,
): Promise<boolean> {
  const moved = await tx.execute(sql`
    with progress as (
      update datasets
      set row_count = row_count + ${batch.rowCount}, error_count = error_count + ${batch.rejected},
          bytes_read = ${batch.bytesRead}, source_rows_read = ${batch.lastSourceRow}
      where id = ${datasetId} and status = 'importing' and archived_at is null
        and source_rows_read = ${afterSourceRow}
      returning id, key_column
    ), stored as (
      insert into dataset_rows (dataset_id, row_number, source_row, "values", search_key)
      select progress.id, r.n, r.s, r.v, ${searchKey(sql`r.v ->> progress.key_column`)}
      from progress, jsonb_to_recordset(${batch.rows}::text::jsonb) as r(n int, s int, v jsonb)
    ), refused as (
      insert into dataset_row_errors (dataset_id, source_row, "column", rule, value, "values")
      select progress.id, r.s, r.e ->> 'column', r.e ->> 'rule', r.e ->> 'value', nullif(r.v, 'null'::jsonb)
      from progress, jsonb_to_recordset(${batch.errors}::text::jsonb) as r(s int, e jsonb, v jsonb)
      on conflict do nothing
    )
    select id from progress`);
  return moved.length > 0;
}

/** Ends an import, well or badly. Does nothing when it has already ended. */
export async function finishImport(
  tx: Db,
  datasetId: string,
  end: Pick<DatasetRecord, "status"> & Partial<Pick<DatasetRecord, "columns" | "failure" | "bytesRead">>,
): Promise<void> {
  await tx
    .update(datasets)
    .set({ ...end, finishedAt: new Date() })
    .where(and(eq(datasets.id, datasetId), eq(datasets.status, "importing"), isNull(datasets.archivedAt)));
}

/** What this member matched headers to before: normalised header → input. */
export async function findColumnMatches(tx: Db, memberId: string): Promise<Map<string, string>> {
  const found = await tx.select().from(columnMatches).where(eq(columnMatches.memberId, memberId));
  return new Map(found.map(({ header, input }) => [header, input]));
}

/** The dataset that was imported last, by anybody, from a file of this layout; `null` for none. */
export async function findImportOfLayout(tx: Db, layout: string): Promise<DatasetRecord | null> {
  const [found] = await tx
    .select()
    .from(datasets)
    .where(and(sql`${datasets.importPlan} ->> 'layout' = ${layout}`, eq(datasets.status, "ready")))
    .orderBy(desc(datasets.id))
    .limit(1);
  return found ?? null;
}

/** Remembers what a member matched normalised headers to. */
export async function rememberColumnMatches(
  tx: Db,
  memberId: string,
  matches: { header: string; input: string }[],
): Promise<void> {
  if (matches.length === 0) return;
  await tx
    .insert(columnMatches)
    .values(matches.map(({ header, input }) => ({ memberId, header, input })))
    .onConflictDoUpdate({
      target: [columnMatches.memberId, columnMatches.header],
      set: { input: sql`excluded.input`, usedAt: sql`now()` },
    });
}
