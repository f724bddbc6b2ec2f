import type { DataValidation } from "./data-validations.ts";
import type { SheetRow } from "./workbook-columns.ts";

/** Rows below a header's names rarely take more. */
const FURTHEST = 20;
const OF_A_HEADER =
  /^(required|mandatory|preferred|optional|conditional(ly required)?|recommended|not required|必填|选填|非必填|可选|必须|必需|推荐|条件必填)$/i;
const SHARE_OF_HINTS = 0.5;

/**
 * The row where data begins below a header: where most dropdowns and limits do, or else behind the rows that say which
 * columns are required.
 */
export function likelyFirstRow(
  rows: readonly SheetRow[],
  headerRow: number,
  validations: readonly DataValidation[],
): number {
  const counts = new Map<number, number>();
  for (const { firstRow, lastRow } of validations.flatMap(({ ranges }) => ranges))
    if (firstRow > headerRow && firstRow <= headerRow + FURTHEST && lastRow > firstRow)
      counts.set(firstRow, (counts.get(firstRow) ?? 0) + 1);
  const [most] = [...counts].sort(([rowA, a], [rowB, b]) => b - a || rowA - rowB);
  if (most) return most[0];
  let first = headerRow + 1;
  for (const { row, cells } of rows.filter((one) => one.row > headerRow)) {
    const filled = cells.filter((cell) => cell.trim() !== "");
    const hints = filled.filter((cell) => OF_A_HEADER.test(cell.trim()));
    if (row !== first || hints.length < filled.length * SHARE_OF_HINTS) break;
    first = row + 1;
  }
  return first;
}
