import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { StoredFailure } from "./failure.ts";

type Column = {
  name: string;
  header: string;
  type: "text" | "number" | "url" | "boolean" | "date";
  required: boolean;
  filled: number;
  distinct: number;
  maxLength: number;
};

const at = (name: string) => timestamp(name, { withTimezone: true });

/** A file as it arrived, kept in the object store under uploads/<id>. */
export const uploads = pgTable("uploads", {
  id: uuid().primaryKey(),
  memberId: uuid().notNull(),
  fileName: text().notNull(),
  bytes: bigint({ mode: "number" }).notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
});

export const datasets = pgTable("datasets", {
  id: uuid().primaryKey(),
  name: text().notNull(),
  status: text({ enum: ["importing", "ready", "failed"] }).notNull(),
  uploadId: uuid(),
  /** Sheet, header row, delimiter, encoding and mapping as chosen: what the importer reads. */
  importPlan: jsonb().$type<unknown>(),
  columns: jsonb().$type<Column[]>().notNull().default([]),
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
});

/** Rows are numbered densely from 1; `sourceRow` is the line or row in the file. */
export const datasetRows = pgTable(
  "dataset_rows",
  {
    datasetId: uuid().notNull(),
    rowNumber: integer().notNull(),
    sourceRow: integer().notNull(),
    values: jsonb().$type<Record<string, string>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.datasetId, t.rowNumber] })],
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
