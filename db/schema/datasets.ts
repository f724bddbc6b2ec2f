import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

export type Column = {
  name: string;
  header: string;
  type: "text" | "number" | "url" | "boolean" | "date";
  required: boolean;
  filled: number;
  distinct: number;
  maxLength: number;
};

/** lib/datasets/split.ts says what it means. */
export type StoredSplit =
  | { by: "share"; shares: { train: number; validation: number; test: number } }
  | { by: "column"; column: string };

const at = (name: string) => timestamp(name, { withTimezone: true });

/** A file as it arrived, kept in the object store under uploads/<id>. */
export const uploads = pgTable(
  "uploads",
  {
    id: uuid().primaryKey(),
    memberId: uuid().notNull(),
    fileName: text().notNull(),
    bytes: bigint({ mode: "number" }).notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    /** When its file was removed, because it was kept for as long as it was to be. */
    removedAt: at("removed_at"),
  },
  (t) => [index("uploads_member_idx").on(t.memberId, t.createdAt)],
);

export const datasets = pgTable(
  "datasets",
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    /** The dataset that this is the next version of. */
    versionOf: uuid(),
    /** From 1; one more than that of `versionOf`. */
    version: integer().notNull().default(1),
    status: text({ enum: ["importing", "ready", "failed"] }).notNull(),
    uploadId: uuid(),
    /** Sheet, header row, delimiter, encoding and mapping as chosen: what the importer reads. */
    importPlan: jsonb().$type<unknown>(),
    columns: jsonb().$type<Column[]>().notNull().default([]),
    /** The column by which people name its rows, such as the SKU; `null` where none looks like one. */
    keyColumn: text(),
    /** Which part a row belongs to, of those to learn from, to choose by and to be judged on; `null`: it is not split. */
    split: jsonb().$type<StoredSplit>(),
    rowCount: integer().notNull().default(0),
    errorCount: integer().notNull().default(0),
    /** Bytes of the file read so far, for the progress bar and for going on after a restart. */
    bytesRead: bigint({ mode: "number" }).notNull().default(0),
    sourceRowsRead: integer().notNull().default(0),
    failure: jsonb().$type<StoredFailure>(),
    createdBy: uuid().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
    archivedAt: at("archived_at"),
    /** When its rows were given up, because they were kept for as long as they were to be; they go soon after. */
    rowsRemovedAt: at("rows_removed_at"),
  },
  (t) => [index("datasets_version_of_idx").on(t.versionOf)],
);

/** Rows are numbered densely from 1; `sourceRow` is the line or row in the file. */
export const datasetRows = pgTable(
  "dataset_rows",
  {
    datasetId: uuid().notNull(),
    rowNumber: integer().notNull(),
    sourceRow: integer().notNull(),
    values: jsonb().$type<Record<string, string>>().notNull(),
    /** The value of the key column as it is searched for: see db/queries/search-key.ts. */
    searchKey: text(),
  },
  (t) => [
    primaryKey({ columns: [t.datasetId, t.rowNumber] }),
    index("dataset_rows_search_key_idx")
      .on(t.searchKey.op("text_pattern_ops"), t.datasetId, t.rowNumber)
      .where(sql`search_key is not null`),
  ],
);

export const datasetRowErrors = pgTable(
  "dataset_row_errors",
  {
    datasetId: uuid().notNull(),
    sourceRow: integer().notNull(),
    column: text().notNull(),
    rule: text().notNull(),
    value: text(),
    /** The whole row as read, so that the error file can be mended and uploaded again. */
    values: jsonb().$type<Record<string, string>>(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.sourceRow, t.column, t.rule] })],
);

/** What came of comparing the rows of a dataset with those of another by a key: kept for as long as somebody pages through. */
export const datasetComparisons = pgTable(
  "dataset_comparisons",
  {
    id: uuid().primaryKey(),
    datasetId: uuid().notNull(),
    againstId: uuid().notNull(),
    key: text().notNull(),
    /** How many rows each had: rows are only ever added. */
    rowCount: integer().notNull(),
    againstRowCount: integer().notNull(),
    counts: jsonb().$type<ChangeCounts>().notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [index("dataset_comparisons_pair_idx").on(t.datasetId, t.againstId, t.key)],
);

export type ChangeCounts = {
  new: number;
  gone: number;
  changed: number;
  unchanged: number;
  /** Of rows that have no match because their key is there twice, or missing: those of the dataset, and of the other. */
  duplicate: { rows: number; against: number };
  keyless: { rows: number; against: number };
  /** Rows in which a column is another than it was, by column. */
  byColumn: { column: string; rows: number }[];
};

/** Every row that is not the same in both, by its number: no value of it is kept here. */
export const datasetComparisonRows = pgTable(
  "dataset_comparison_rows",
  {
    comparisonId: uuid().notNull(),
    /** Whose row it is: 0 the dataset's, 1 that of the one it is compared with. */
    side: smallint().notNull(),
    rowNumber: integer().notNull(),
    kind: text({ enum: ["new", "gone", "changed", "duplicate", "keyless"] }).notNull(),
    /** Of a changed row: its number in the other dataset, and the columns that differ. */
    againstRow: integer(),
    columns: text().array(),
  },
  (t) => [primaryKey({ columns: [t.comparisonId, t.side, t.rowNumber] })],
);

export type ChangeKind = (typeof datasetComparisonRows.$inferSelect)["kind"];

/** How a file's header was matched to input names before, per member. */
export const columnMatches = pgTable(
  "column_matches",
  {
    memberId: uuid().notNull(),
    header: text().notNull(),
    input: text().notNull(),
    usedAt: at("used_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.memberId, t.header] }), index("column_matches_used_idx").on(t.usedAt)],
);
