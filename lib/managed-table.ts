import { STARTS_FORMULA } from "./spreadsheet-cell.ts";

/** A cell of a managed table as it was before it was made safe for spreadsheets. */
export function plainCell(cell: string): string {
  const text = cell.trim();
  return text.startsWith("'") && STARTS_FORMULA.test(text.slice(1)) ? text.slice(1).trim() : text;
}

/** Where each known column stands in a header; `null` where the row is no header: it has none called like the first. */
export function columnsIn<Name extends string>(
  cells: readonly string[],
  headers: Readonly<Record<Name, RegExp>>,
): Map<Name, number> | null {
  const places = new Map<Name, number>();
  const names = Object.keys(headers) as Name[];
  for (const [place, cell] of cells.entries()) {
    const name = names.find((one) => !places.has(one) && headers[one].test(cell.trim().toLowerCase()));
    if (name) places.set(name, place);
  }
  return names[0] !== undefined && places.has(names[0]) ? places : null;
}
