import { and, eq, gt, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { datasetRowErrors } from "#db/schema/datasets.ts";

export interface ErrorPlace {
  sourceRow: number;
  column: string;
  rule: string;
}

const ofDataset = (datasetId: string) => eq(datasetRowErrors.datasetId, datasetId);

/** How often each rule was broken in each column, most often first, with the first row it happened in. */
export function groupRowErrors(tx: Db, datasetId: string) {
  return tx
    .select({
      rule: datasetRowErrors.rule,
      column: datasetRowErrors.column,
      count: sql<number>`count(*)::int`,
      firstSourceRow: sql<number>`min(${datasetRowErrors.sourceRow})::int`,
    })
    .from(datasetRowErrors)
    .where(ofDataset(datasetId))
    .groupBy(datasetRowErrors.rule, datasetRowErrors.column)
    .orderBy(sql`count(*) desc`, datasetRowErrors.rule, datasetRowErrors.column)
    .limit(500);
}

/** Errors after a place, in the order of the file, one more than `limit`. */
export function listRowErrors(
  tx: Db,
  datasetId: string,
  page: {
    limit: number;
    after?: ErrorPlace | undefined;
    rule?: string | undefined;
    column?: string | undefined;
  },
) {
  const { limit, after, rule, column } = page;
  const e = datasetRowErrors;
  return tx
    .select({ sourceRow: e.sourceRow, column: e.column, rule: e.rule, value: e.value })
    .from(e)
    .where(
      and(
        ofDataset(datasetId),
        rule === undefined ? undefined : eq(e.rule, rule),
        column === undefined ? undefined : eq(e.column, column),
        after &&
          or(
            gt(e.sourceRow, after.sourceRow),
            and(eq(e.sourceRow, after.sourceRow), gt(e.column, after.column)),
            and(eq(e.sourceRow, after.sourceRow), eq(e.column, after.column), gt(e.rule, after.rule)),
          ),
      ),
    )
    .orderBy(e.sourceRow, e.column, e.rule)
    .limit(limit + 1);
}

/** A row that was left out, with all that is wrong with it. */
export interface RejectedRow {
  sourceRow: number;
  values: Record<string, string> | null;
  errors: { column: string; rule: string; value: string | null }[];
}

/** Which rows that were left out: those that broke one of these rules in its column, or those of these numbers in the file. */
export interface RejectedRowsFilter {
  broken?: readonly { column: string; rule: string }[] | undefined;
  sourceRows?: readonly number[] | undefined;
}

/** Whole rows that were left out, with all that is wrong with each, in the order of the file. */
export async function readRejectedRows(
  tx: Db,
  datasetId: string,
  afterSourceRow: number,
  limit: number,
  { broken, sourceRows }: RejectedRowsFilter = {},
): Promise<RejectedRow[]> {
  const isBroken =
    broken &&
    sql`and exists (select 1 from dataset_row_errors b
      join jsonb_to_recordset(${JSON.stringify(broken)}::text::jsonb) as w("column" text, rule text)
        on b."column" = w."column" and b.rule = w.rule
      where b.dataset_id = e.dataset_id and b.source_row = e.source_row)`;
  const isOfThese =
    sourceRows &&
    sql`and source_row in (select value::int from jsonb_array_elements_text(${JSON.stringify(sourceRows)}::text::jsonb))`;
  const rows = await tx.execute(sql`
    select source_row as "sourceRow",
      (array_agg("values") filter (where "values" is not null))[1] as "values",
      json_agg(json_build_object('column', "column", 'rule', rule, 'value', value) order by "column", rule) as errors
    from dataset_row_errors e
    where dataset_id = ${datasetId} and source_row > ${afterSourceRow} ${isBroken ?? sql``} ${isOfThese ?? sql``}
    group by dataset_id, source_row order by source_row limit ${limit}`);
  return rows as unknown as RejectedRow[];
}
