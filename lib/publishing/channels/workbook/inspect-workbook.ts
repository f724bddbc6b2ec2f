import { stat } from "node:fs/promises";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { likelyHeader } from "#lib/datasets/header.ts";
import { type Archive, openArchive } from "#lib/datasets/open-archive.ts";
import { detectFormat, type KnownFile } from "#lib/datasets/open-source.ts";
import { openWorkbook, type Workbook } from "#lib/datasets/read-workbook.ts";
import type { ColumnRule } from "./column-rule.ts";
import { ruleOfColumn } from "./column-rules.ts";
import { likelyFirstRow } from "./likely-first-row.ts";
import { listValues } from "./list-values.ts";
import { readSheet } from "./read-sheet.ts";
import { refuseActive } from "./refuse-active.ts";
import {
  likelyKey,
  machineNamesRow,
  type NamedColumn,
  namedColumns,
  type SheetRow,
} from "./workbook-columns.ts";

/** What a person chose instead of what would be found. */
export interface WorkbookChoice {
  sheet?: string | undefined;
  headerRow?: number | undefined;
  firstRow?: number | undefined;
}

/** A column with what may stand in it. */
export interface WorkbookColumn extends NamedColumn {
  rule: ColumnRule | null;
}

/** What a workbook holds that is to be filled. */
export interface WorkbookInspection {
  sheets: { name: string; hidden: boolean }[];
  sheet: string;
  headerRow: number;
  /** The first row of data: nothing above it is ever written. */
  firstRow: number;
  /** The first rows as they read, header among them. */
  firstRows: SheetRow[];
  columns: WorkbookColumn[];
  /** The column that seems to name the product. */
  keyColumn: string | null;
  lastUsedRow: number;
}

const ROWS_READ = 60;
const ROWS_SHOWN = 12;
const CHARACTERS_SHOWN = 60;
const TEMPLATE_SHEETS = /^(template|upload ?template|模板|模版|发布模板|商品模板|产品模板|上传模板)$/i;

/**
 * Looks into a workbook that is to be filled: its sheets, which rows are its header, its columns and what may stand in
 * them. What was not chosen is guessed.
 * @param scratch a path that may be made and removed.
 * @throws FileRefusal when it cannot be filled, or does something when it is opened.
 */
export async function inspectWorkbook(
  file: KnownFile,
  scratch: string,
  choice: WorkbookChoice,
): Promise<WorkbookInspection> {
  const { format } = await detectFormat(file);
  if (format.kind !== "xlsx") throw new FileRefusal("workbook_not_xlsx");
  const archive = await openArchive(file.path);
  try {
    await refuseActive(archive);
    const workbook = await openWorkbook(file.path, scratch, (await stat(file.path)).size);
    try {
      return await inspectSheet(archive, workbook, choice);
    } finally {
      workbook.close();
    }
  } finally {
    archive.close();
  }
}

async function inspectSheet(
  archive: Archive,
  workbook: Workbook,
  choice: WorkbookChoice,
): Promise<WorkbookInspection> {
  const { sheets, shownSheet, definedNames } = workbook;
  const usual = sheets.find(({ name, hidden }) => !hidden && TEMPLATE_SHEETS.test(name.trim()))?.name;
  const sheet = choice.sheet ?? usual ?? shownSheet;
  const rows = await firstRows(workbook, sheet);
  if (rows.length === 0) throw new FileRefusal("sheet_empty", { sheet });
  const part = sheets.find(({ name }) => name === sheet)?.part ?? "";
  const { validations, lastUsedRow } = await readSheet(archive.text(part));
  const headerRow =
    choice.headerRow ?? machineNamesRow(rows) ?? rows[likelyHeader(rows.map(({ cells }) => cells))]?.row ?? 1;
  const firstRow = Math.max(choice.firstRow ?? likelyFirstRow(rows, headerRow, validations), headerRow + 1);
  const named = namedColumns(rows, { headerRow, firstRow });
  const rules = named.map(({ index }) =>
    ruleOfColumn(index, firstRow, { sheet, validations, names: definedNames }),
  );
  const values = await listValues(workbook, rules);
  return {
    sheets: sheets.map(({ name, hidden }) => ({ name, hidden })),
    ...{ sheet, headerRow, firstRow, lastUsedRow, keyColumn: likelyKey(named) },
    firstRows: rows.slice(0, ROWS_SHOWN).map(({ row, cells }) => ({
      row,
      cells: cells.map((cell) => cell.slice(0, CHARACTERS_SHOWN)),
    })),
    columns: named.map((column, at) => ({ ...column, rule: values[at] ?? null })),
  };
}

async function firstRows(workbook: Workbook, sheet: string): Promise<SheetRow[]> {
  const reader = workbook.openSheet(sheet);
  const rows: SheetRow[] = [];
  try {
    for await (const batch of reader.rows()) {
      rows.push(...batch.map(({ sourceRow, cells }) => ({ row: sourceRow, cells })));
      if (rows.length >= ROWS_READ) break;
    }
    return rows.slice(0, ROWS_READ);
  } finally {
    await reader.close();
  }
}
