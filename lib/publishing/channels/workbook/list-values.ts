import type { Workbook } from "#lib/datasets/read-workbook.ts";
import type { CellRange } from "./cell-range.ts";
import type { ColumnRule } from "./column-rule.ts";
import type { FoundRule } from "./column-rules.ts";

/** Longer lists are no choices any more. */
const MOST_VALUES = 50_000;

interface WantedCells {
  range: CellRange;
  values: string[];
}

/**
 * Rules with the entries of their lists, each sheet read once. A list in cells that are not there, or with more entries
 * than anybody chooses from, is not checked.
 */
export async function listValues(
  workbook: Workbook,
  rules: readonly (FoundRule | null)[],
): Promise<(ColumnRule | null)[]> {
  const wanted = new Map<string, Map<string, WantedCells>>();
  for (const rule of rules) {
    if (rule?.kind !== "list" || rule.source.kind !== "cells") continue;
    const sheet = sheetOf(workbook, rule.source.sheet);
    if (sheet === undefined) continue;
    const ofSheet = wanted.get(sheet) ?? new Map<string, WantedCells>();
    ofSheet.set(JSON.stringify(rule.source.range), { range: rule.source.range, values: [] });
    wanted.set(sheet, ofSheet);
  }
  for (const [sheet, cells] of wanted) await readCells(workbook, sheet, [...cells.values()]);
  return rules.map((rule) => {
    if (rule?.kind !== "list") return rule;
    const { source, isStrict } = rule;
    if (source.kind === "literal")
      return { kind: "list", values: source.values, ignoresCase: false, isStrict };
    const sheet = sheetOf(workbook, source.sheet);
    const found = sheet === undefined ? undefined : wanted.get(sheet)?.get(JSON.stringify(source.range));
    if (!found || found.values.length === 0 || found.values.length > MOST_VALUES)
      return { kind: "unchecked", formula: `${source.sheet}!…` };
    return { kind: "list", values: found.values, ignoresCase: true, isStrict };
  });
}

function sheetOf({ sheets }: Workbook, name: string): string | undefined {
  return sheets.find((sheet) => sheet.name.toLowerCase() === name.toLowerCase())?.name;
}

async function readCells(workbook: Workbook, sheet: string, wanted: readonly WantedCells[]): Promise<void> {
  const lastRow = Math.max(...wanted.map(({ range }) => range.lastRow));
  const reader = workbook.openSheet(sheet);
  try {
    for await (const rows of reader.rows())
      for (const { sourceRow, cells } of rows) {
        if (sourceRow > lastRow) return;
        for (const { range, values } of wanted) {
          if (sourceRow < range.firstRow || sourceRow > range.lastRow || values.length > MOST_VALUES)
            continue;
          for (
            let column = range.firstColumn;
            column <= Math.min(range.lastColumn, cells.length - 1);
            column++
          ) {
            const cell = cells[column] ?? "";
            if (cell.trim() !== "") values.push(cell);
          }
        }
      }
  } finally {
    await reader.close();
  }
}
