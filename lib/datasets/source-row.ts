import { isBlankText } from "#lib/blank-text.ts";

/** One row of a file as read, before anything is known of its columns. */
export interface SourceRow {
  /** The line or row an editor or a spreadsheet shows for it, from 1. */
  sourceRow: number;
  /** Text of each cell from the first column on; trailing empty cells may be missing. */
  cells: string[];
  /** Cells whose text could not be had, or rows that are not well formed (`cell` −1). */
  faults?: CellFault[];
  /** What is true of some of its cells, which are read all the same. */
  marks?: CellMark[];
}

/** `picture`: a cell that shows a picture is read as empty. `merged`: a cell has the value of a merged one above. */
export type CellMark = "picture" | "merged";

export interface CellFault {
  cell: number;
  rule: FaultRule;
  /** What stood there, such as "#N/A". */
  value: string;
}

const FAULT_RULES = [
  "cell_error",
  "formula_without_value",
  "cell_too_long",
  "broken_quotes",
  "broken_character",
  "broken_json",
  "unknown_key",
] as const;

export type FaultRule = (typeof FAULT_RULES)[number];

/** An opened file: its rows in batches, and how far it has been read. */
export interface SourceReader {
  rows(): AsyncGenerator<SourceRow[]>;
  /** Bytes of the file read so far. */
  bytesRead(): number;
  close(): Promise<void>;
}

/** Longer texts are no product data, and a row has to fit in memory many times over. */
export const MAX_CELL_CHARACTERS = 100_000;

/** The longest line or record: past it something is wrong with the file's quotes or line ends. */
export const MAX_RECORD_CHARACTERS = 4 * 1024 * 1024;

/** Whether a row holds nothing but white space. */
export function isBlank(row: SourceRow): boolean {
  return !row.faults && row.cells.every((cell) => isBlankText(cell));
}
