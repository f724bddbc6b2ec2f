import type { Failure } from "#lib/failure.ts";

/** What a cell of a column has to be. Whatever the type, its value is kept as text. */
export const COLUMN_TYPES = ["text", "number", "url", "boolean", "date"] as const;

export type ColumnType = (typeof COLUMN_TYPES)[number];

/** A column of a dataset, with what its rows hold. The counts are of rows that were taken in. */
export interface DatasetColumn {
  /** The name that templates use; the key in `DatasetRow.values`. */
  name: string;
  /** The header as it stood in the file. */
  header: string;
  type: ColumnType;
  required: boolean;
  /** Rows in which it is not empty. */
  filled: number;
  /** Distinct values, estimated (a few per cent off above some thousands). */
  distinct: number;
  /** Characters of the longest value. */
  maxLength: number;
}

export type DatasetStatus = "importing" | "ready" | "failed";

/** Rows that an operator uploaded or selected. Never edited after the import. */
export interface Dataset {
  id: string;
  name: string;
  status: DatasetStatus;
  /** Empty until the import has begun. */
  columns: DatasetColumn[];
  rowCount: number;
  /** Rows of the file that did not fit and were left out. */
  errorCount: number;
  /** Why the import failed. */
  failure: Failure | null;
  createdBy: string;
  createdAt: Date;
  finishedAt: Date | null;
  archivedAt: Date | null;
}

/** One row. `values` holds every column of the dataset, "" where the cell was empty. */
export interface DatasetRow {
  /** Dense, from 1. */
  rowNumber: number;
  /** The line or row of the file it came from, as an editor or a spreadsheet shows it. */
  sourceRow: number;
  values: Record<string, string>;
}

/**
 * How a row differs from those of another dataset. `duplicate`: its key is there twice, so that it cannot be said which row
 * it was. `keyless`: it has no key. What is the same in both has no kind.
 */
export const CHANGE_KINDS = ["new", "changed", "gone", "duplicate", "keyless"] as const;

export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** What a dataset can be made of: a row that is gone has no place in the dataset that was compared. */
export const PICKED_KINDS = ["new", "changed", "duplicate", "keyless"] as const satisfies ChangeKind[];

export type PickedKind = (typeof PICKED_KINDS)[number];

/** Share of rows, 0 to 1, in which the column is filled. 0 for a dataset without rows. */
export function fillRate(column: Pick<DatasetColumn, "filled">, rowCount: number): number {
  return rowCount === 0 ? 0 : column.filled / rowCount;
}

/** Whether a string from outside names a status. */
export function isDatasetStatus(word: unknown): word is DatasetStatus {
  return word === "importing" || word === "ready" || word === "failed";
}
