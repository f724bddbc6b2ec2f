import {
  and,
  between,
  desc,
  eq,
  getTableColumns,
  gt,
  ilike,
  inArray,
  isNull,
  lt,
  type SQL,
  sql,
} from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { validate as isUuid } from "uuid";
import { BLANK_TEXT } from "#db/blank-text.ts";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { selections } from "#db/schema/catalogue.ts";
import { datasetRows, datasets, uploads } from "#db/schema/datasets.ts";
import { partOf, type SplitRows } from "./datasets-split.ts";

export type DatasetRecord = typeof datasets.$inferSelect;

const rowColumns = {
  rowNumber: datasetRows.rowNumber,
  sourceRow: datasetRows.sourceRow,
  values: datasetRows.values,
};

const former = alias(datasets, "former");
const newer = alias(datasets, "newer");

const recordColumns = {
  ...getTableColumns(datasets),
  createdByName: members.name,
  fileName: uploads.fileName,
  fileBytes: uploads.bytes,
  selectionId: selections.id,
  selectionName: selections.name,
  formerId: former.id,
  formerName: former.name,
  formerVersion: former.version,
  newerId: newer.id,
  newerName: newer.name,
  newerVersion: newer.version,
};

/** A dataset with its facts, archived or not; `null` when there is none of that id. */
export async function findDataset(tx: Db, id: string): Promise<DatasetRecord | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(datasets).where(eq(datasets.id, id));
  return found ?? null;
}

/** Datasets of these ids, archived or not; ids of none are left out. */
export async function findDatasetsNamed(tx: Db, ids: readonly string[]): Promise<DatasetRecord[]> {
  const known = ids.filter((id) => isUuid(id));
  return known.length === 0 ? [] : tx.select().from(datasets).where(inArray(datasets.id, known));
}

/** A dataset with who made it and from which file; `null` when there is none of that id, or it is archived. */
export async function findDatasetWithOrigin(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await withOrigin(tx).where(and(eq(datasets.id, id), isNull(datasets.archivedAt)));
  return found ?? null;
}

/** Datasets that are not archived, newest first, one more than `limit`. `before` is the id a page ended with. */
export function listDatasets(
  tx: Db,
  page: {
    limit: number;
    before?: string | undefined;
    name?: string | undefined;
    status?: DatasetRecord["status"] | undefined;
  },
) {
  const { limit, before, name, status } = page;
  return withOrigin(tx)
    .where(
      and(
        isNull(datasets.archivedAt),
        before && isUuid(before) ? lt(datasets.id, before) : undefined,
        name ? ilike(datasets.name, `%${escapeLike(name)}%`) : undefined,
        status ? eq(datasets.status, status) : undefined,
      ),
    )
    .orderBy(desc(datasets.id))
    .limit(limit + 1);
}

function withOrigin(tx: Db) {
  return tx
    .select(recordColumns)
    .from(datasets)
    .leftJoin(members, eq(members.id, datasets.createdBy))
    .leftJoin(uploads, eq(uploads.id, datasets.uploadId))
    .leftJoin(
      selections,
      and(
        eq(selections.id, sql`(${datasets.importPlan} ->> 'selectionId')::uuid`),
        isNull(selections.archivedAt),
      ),
    )
    .leftJoin(former, and(eq(former.id, datasets.versionOf), isNull(former.archivedAt)))
    .leftJoin(newer, eq(newer.id, newerThan(sql`${datasets.id}`)));
}

/** The next version of a dataset; `null` where there is none, or it failed or is archived. */
export async function findNewerVersion(tx: Db, id: string): Promise<DatasetRecord | null> {
  const [found] = await tx
    .select()
    .from(datasets)
    .where(eq(datasets.id, newerThan(sql`${id}::uuid`)));
  return found ?? null;
}

function newerThan(id: SQL): SQL {
  return sql`(select n.id from datasets n where n.version_of = ${id} and n.archived_at is null
    and n.status <> 'failed' order by n.id desc limit 1)`;
}

/** Rows `fromRow` to `toRow`, both included, numbered from 1, in order. Past the end there are none. */
export function readRows(tx: Db, datasetId: string, fromRow: number, toRow: number) {
  return tx
    .select(rowColumns)
    .from(datasetRows)
    .where(and(eq(datasetRows.datasetId, datasetId), between(datasetRows.rowNumber, fromRow, toRow)))
    .orderBy(datasetRows.rowNumber);
}

/** The rows of these numbers, in order of number; numbers that do not exist are left out. */
export async function readRowsByNumber(tx: Db, datasetId: string, rowNumbers: number[]) {
  if (rowNumbers.length === 0) return [];
  return tx
    .select(rowColumns)
    .from(datasetRows)
    .where(and(eq(datasetRows.datasetId, datasetId), inArray(datasetRows.rowNumber, rowNumbers)))
    .orderBy(datasetRows.rowNumber);
}

export interface RowFilter {
  /** What `contains` and `empty` are about. */
  column?: string | undefined;
  /** Only rows whose value holds this text, whatever its case. */
  contains?: string | undefined;
  /** Only rows whose value is empty (true) or filled (false). */
  empty?: boolean | undefined;
  /** Only rows of a part; see `partOf`. */
  part?: { rows: SplitRows; name: string } | undefined;
}

/** Rows after `afterRow` that pass the filter, in order, one more than `limit`. */
export function filterRows(
  tx: Db,
  datasetId: string,
  page: { limit: number; afterRow: number; filter?: RowFilter | undefined },
) {
  return tx
    .select(rowColumns)
    .from(datasetRows)
    .where(
      and(
        eq(datasetRows.datasetId, datasetId),
        gt(datasetRows.rowNumber, page.afterRow),
        ...(page.filter ? conditionsOf(page.filter) : []),
      ),
    )
    .orderBy(datasetRows.rowNumber)
    .limit(page.limit + 1);
}

function conditionsOf({ column, contains, empty, part }: RowFilter): SQL[] {
  const conditions: SQL[] = part ? [sql`${partOf(part.rows)} = ${part.name}`] : [];
  if (column === undefined) return conditions;
  const value = sql`${datasetRows.values} ->> ${column}`;
  if (contains) conditions.push(sql`${value} ilike ${`%${escapeLike(contains)}%`}`);
  if (empty === true) conditions.push(sql`coalesce(${value}, '') ~ ${BLANK_TEXT}`);
  if (empty === false) conditions.push(sql`${value} !~ ${BLANK_TEXT}`);
  return conditions;
}

/** How the rows of a dataset are split into parts; `null`: no more. */
export async function storeSplit(tx: Db, id: string, split: DatasetRecord["split"]): Promise<void> {
  await tx.update(datasets).set({ split }).where(eq(datasets.id, id));
}

/** The new name of a dataset. */
export async function renameDataset(tx: Db, id: string, name: string): Promise<void> {
  await tx.update(datasets).set({ name }).where(eq(datasets.id, id));
}

/** Takes a dataset out of the lists; its rows stay for the runs that used them. An import under way stops. */
export async function archiveDataset(tx: Db, id: string): Promise<void> {
  await tx.update(datasets).set({ archivedAt: new Date() }).where(eq(datasets.id, id));
}

/** Takes a dataset that nothing uses out of the lists for good; its rows go with what else is removed. */
export async function giveUpRows(tx: Db, id: string): Promise<void> {
  await tx
    .update(datasets)
    .set({ archivedAt: sql`now()` as never, rowsRemovedAt: sql`now()` as never })
    .where(eq(datasets.id, id));
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
