import { stat } from "node:fs/promises";
import { isBlankText } from "#lib/blank-text.ts";
import type { Refusal } from "#lib/result.ts";
import { inferType } from "./column-type.ts";
import type { ColumnType } from "./dataset.ts";
import type { Delimiter, Encoding } from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";
import { columnsOf, isHeaderOfTwoRows, likelyHeader } from "./header.ts";
import type { PlannedFormat } from "./import-plan.ts";
import { type DetectedFormat, detectFormat, type KnownFile, openSource } from "./open-source.ts";
import { readJsonKeys } from "./read-json-lines.ts";
import { openWorkbook, type WorkbookSheet } from "./read-workbook.ts";
import type { CellMark, SourceRow } from "./source-row.ts";

const ROWS_READ = 500;
const ROWS_SHOWN = 20;
const SAMPLES_SHOWN = 5;
/** Rows with broken characters beyond this share say that the encoding is another. */
const SHARE_BROKEN = 0.2;

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
  /** Different values in them. */
  distinct: number;
}

/** What a file holds, from its first rows. */
export interface Inspection {
  format: PlannedFormat;
  sheets: Pick<WorkbookSheet, "name" | "hidden">[];
  headerRow: number;
  /** Empty where the header is what is wrong. */
  columns: InspectedColumn[];
  /** The row chosen as header cannot be one, where another may; or the text is not of the encoding it is read in. */
  headerProblem: Refusal | null;
  /** The first rows as they stand in the file, header included. */
  firstRows: SourceRow[];
  /** Columns of the file: cells past them belong nowhere. */
  width: number;
  /** What a person should know before importing: what was guessed, and what will not be read as it looks. */
  notices: Refusal[];
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
  const detected = await detectFormat(file, choice);
  const { format: found } = detected;
  const notices = detectionNotices(detected);
  if (found.kind === "jsonl") {
    const format = { ...found, keys: await readJsonKeys(file.path, found) };
    return inspectRows(file, scratch, choice, { format, sheets: [], notices });
  }
  if (found.kind === "delimited")
    return inspectRows(file, scratch, choice, { format: found, sheets: [], notices });
  const workbook = await openWorkbook(file.path, scratch, (await stat(file.path)).size);
  const sheets = workbook.sheets.map(({ name, hidden }) => ({ name, hidden }));
  const sheet = choice.sheet ?? workbook.shownSheet;
  workbook.close();
  const others = sheets.filter(({ name, hidden }) => !hidden && name !== sheet).map(({ name }) => name);
  if (choice.sheet === undefined && others.length > 0)
    notices.push({ code: "sheet_of_several", params: { sheet, others: others.join(", ") } });
  return inspectRows(file, scratch, choice, { format: { kind: "xlsx", sheet }, sheets, notices });
}

function detectionNotices({ format, encoding, delimiter }: DetectedFormat): Refusal[] {
  const notices: Refusal[] = [];
  if (encoding === "unsure" && format.kind !== "xlsx")
    notices.push({ code: "encoding_unsure", params: { encoding: format.encoding } });
  if (delimiter === "unsure") notices.push({ code: "delimiter_unsure" });
  return notices;
}

async function inspectRows(
  file: KnownFile,
  scratch: string,
  choice: InspectChoice,
  { format, sheets, notices }: Pick<Inspection, "format" | "sheets" | "notices">,
): Promise<Inspection> {
  const rows = await firstRows(file.path, scratch, format);
  const encodingProblem = wrongEncoding(format, rows);
  notices.push(...rowNotices(rows));
  if (rows.length === 0) {
    throw format.kind === "xlsx"
      ? new FileRefusal("sheet_empty", { sheet: format.sheet })
      : new FileRefusal("file_empty");
  }
  const common = { format, sheets, notices, firstRows: rows.slice(0, ROWS_SHOWN) };
  if (format.kind === "jsonl") {
    const columns = format.keys.map((header, index) => inspectColumn({ index, header }, rows));
    return {
      ...common,
      headerRow: 0,
      columns,
      width: columns.length,
      headerProblem: encodingProblem,
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
    const refusal = { ...columns.refusal, params: { ...columns.refusal.params, row: headerRow } };
    const headerProblem = encodingProblem ?? refusal;
    return { ...common, headerRow, columns: [], width: 0, headerProblem, rowsRead: below.length };
  }
  if (isHeaderOfTwoRows(header?.cells ?? [], below[0]?.cells ?? []))
    notices.push({ code: "header_of_two_rows", params: { row: headerRow, next: below[0]?.sourceRow ?? 0 } });
  return {
    ...common,
    headerRow,
    columns: columns.value.map((column) => inspectColumn(column, below)),
    width: (columns.value.at(-1)?.index ?? -1) + 1,
    headerProblem: encodingProblem,
    rowsRead: below.length,
  };
}

// A file read in an encoding that is not its own has broken characters everywhere.
function wrongEncoding(format: PlannedFormat, rows: SourceRow[]): Refusal | null {
  const broken = rows.filter(({ faults }) => faults?.some(({ rule }) => rule === "broken_character"));
  if (format.kind === "xlsx" || broken.length <= rows.length * SHARE_BROKEN) return null;
  return {
    code: "encoding_broken",
    params: { encoding: format.encoding, line: broken[0]?.sourceRow ?? 1 },
  };
}

function rowNotices(rows: SourceRow[]): Refusal[] {
  const marked = (mark: CellMark) => rows.filter(({ marks }) => marks?.includes(mark)).length;
  const [pictures, merged] = [marked("picture"), marked("merged")];
  return [
    ...(pictures > 0 ? [{ code: "pictures_not_read", params: { rows: pictures } }] : []),
    ...(merged > 0 ? [{ code: "merged_filled_down", params: { rows: merged } }] : []),
  ];
}

function inspectColumn(
  { index, header }: { index: number; header: string },
  rows: SourceRow[],
): InspectedColumn {
  const filled = rows.map(({ cells }) => cells[index] ?? "").filter((cell) => !isBlankText(cell));
  const different = [...new Set(filled)];
  return {
    ...{ index, header, type: inferType(filled) },
    samples: different.slice(0, SAMPLES_SHOWN),
    filled: filled.length,
    distinct: different.length,
  };
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
