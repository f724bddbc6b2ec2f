import { stat } from "node:fs/promises";
import type { Refusal } from "#lib/result.ts";
import { inferType } from "./column-type.ts";
import type { ColumnType } from "./dataset.ts";
import type { Delimiter, Encoding } from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";
import { columnsOf, likelyHeader } from "./header.ts";
import type { PlannedFormat } from "./import-plan.ts";
import { detectFormat, type KnownFile, openSource } from "./open-source.ts";
import { readJsonKeys } from "./read-json-lines.ts";
import { openWorkbook, type WorkbookSheet } from "./read-workbook.ts";
import type { SourceRow } from "./source-row.ts";

const ROWS_READ = 500;
const ROWS_SHOWN = 20;
const SAMPLES_SHOWN = 5;

/** What the reader chose instead of what would be found. */
export interface InspectChoice {
  sheet?: string;
  /** `sourceRow` of the header. */
  headerRow?: number;
  encoding?: Encoding;
  delimiter?: Delimiter;
}

export interface InspectedColumn {
  index: number;
  header: string;
  samples: string[];
  /** Inferred from the first rows. */
  type: ColumnType;
  /** Of the rows looked at, those in which it is filled. */
  filled: number;
}

/** What a file holds, from its first rows. */
export interface Inspection {
  format: PlannedFormat;
  sheets: Pick<WorkbookSheet, "name" | "hidden">[];
  headerRow: number;
  /** Empty when there is a `headerProblem`. */
  columns: InspectedColumn[];
  /** The row chosen as header cannot be one; another row may. */
  headerProblem: Refusal | null;
  /** The first rows as they stand in the file, header included. */
  firstRows: SourceRow[];
  /** Columns of the file: cells past them belong nowhere. */
  width: number;
  /** Rows of data that the columns were judged by. */
  rowsRead: number;
}

/**
 * Looks into a file: its kind, sheets, likely header row and columns. Reads no further than the first rows.
 * @param scratch a path that may be made and removed. @throws FileRefusal when the file cannot be taken at all.
 */
export async function inspectFile(
  file: KnownFile,
  scratch: string,
  choice: InspectChoice,
): Promise<Inspection> {
  const found = await detectFormat(file, choice);
  if (found.kind === "jsonl") {
    return inspectRows(
      file,
      scratch,
      choice,
      { ...found, keys: await readJsonKeys(file.path, found.encoding) },
      [],
    );
  }
  if (found.kind === "delimited") return inspectRows(file, scratch, choice, found, []);
  const workbook = await openWorkbook(file.path, scratch, (await stat(file.path)).size);
  const sheets = workbook.sheets.map(({ name, hidden }) => ({ name, hidden }));
  workbook.close();
  const sheet = choice.sheet ?? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])?.name ?? "";
  return inspectRows(file, scratch, choice, { kind: "xlsx", sheet }, sheets);
}

async function inspectRows(
  file: KnownFile,
  scratch: string,
  choice: InspectChoice,
  format: PlannedFormat,
  sheets: Inspection["sheets"],
): Promise<Inspection> {
  const rows = await firstRows(file.path, scratch, format);
  if (rows.length === 0) {
    throw format.kind === "xlsx"
      ? new FileRefusal("sheet_empty", { sheet: format.sheet })
      : new FileRefusal("file_empty");
  }
  const common = { format, sheets, firstRows: rows.slice(0, ROWS_SHOWN) };
  if (format.kind === "jsonl") {
    const columns = format.keys.map((header, index) => inspectColumn({ index, header }, rows));
    return {
      ...common,
      headerRow: 0,
      columns,
      width: columns.length,
      headerProblem: null,
      rowsRead: rows.length,
    };
  }
  const headerRow = choice.headerRow ?? rows[likelyHeader(rows.map(({ cells }) => cells))]?.sourceRow ?? 1;
  const header = rows.find(({ sourceRow }) => sourceRow === headerRow);
  const below = rows.filter(({ sourceRow }) => sourceRow > headerRow);
  const columns = columnsOf(
    header?.cells ?? [],
    below.map(({ cells }) => cells),
  );
  if (!columns.ok) {
    const headerProblem = { ...columns.refusal, params: { ...columns.refusal.params, row: headerRow } };
    return { ...common, headerRow, columns: [], width: 0, headerProblem, rowsRead: below.length };
  }
  return {
    ...common,
    headerRow,
    columns: columns.value.map((column) => inspectColumn(column, below)),
    width: (columns.value.at(-1)?.index ?? -1) + 1,
    headerProblem: null,
    rowsRead: below.length,
  };
}

function inspectColumn(
  { index, header }: { index: number; header: string },
  rows: SourceRow[],
): InspectedColumn {
  const filled = rows.map(({ cells }) => cells[index] ?? "").filter((cell) => cell.trim() !== "");
  const samples = [...new Set(filled)].slice(0, SAMPLES_SHOWN);
  return { index, header, samples, type: inferType(filled), filled: filled.length };
}

async function firstRows(path: string, scratch: string, format: PlannedFormat): Promise<SourceRow[]> {
  const reader = await openSource(path, scratch, format);
  const rows: SourceRow[] = [];
  try {
    for await (const batch of reader.rows()) {
      rows.push(...batch.slice(0, ROWS_READ - rows.length));
      if (rows.length >= ROWS_READ) break;
    }
    return rows;
  } finally {
    await reader.close();
  }
}
