import { posix } from "node:path";
import { columnLetters } from "#lib/datasets/header.ts";
import type { CellRange } from "./cell-range.ts";
import { rangeOf } from "./cell-range.ts";
import { attributeOf } from "./sheet-tags.ts";

/** A table of a sheet, as Excel's *Format as table* makes them. */
export interface SheetTable {
  part: string;
  xml: string;
  name: string;
  range: CellRange;
  /** Its last row sums up the others. */
  hasTotals: boolean;
  firstDataRow: number;
  /** Columns that every row works out alike: the formula as it stands for the first row of data, in XML. */
  calculated: { column: number; formula: string }[];
}

/** Rows that are added to a sheet one under the other, and the columns that anything is written to in them. */
export interface AddedRows {
  from: number;
  to: number;
  columns: ReadonlySet<number>;
}

/** The parts of a sheet's tables, by what the sheet says that it goes with. */
export function tableParts(sheetPart: string, relations: string): string[] {
  return [...relations.matchAll(/<(?:[\w.-]+:)?Relationship\s[^>]*>/g)].flatMap(([tag]) => {
    const target = attributeOf(tag, "Target");
    if (target === null || !/\/table$/.test(attributeOf(tag, "Type") ?? "")) return [];
    return target.startsWith("/") ? target.slice(1) : posix.join(posix.dirname(sheetPart), target);
  });
}

/** Where a part says what it goes with. */
export function relationsPart(part: string): string {
  return posix.join(posix.dirname(part), "_rels", `${posix.basename(part)}.rels`);
}

/** A table by its part; `null` for one that names no cells. */
export function readTable(part: string, xml: string): SheetTable | null {
  const root = rootTag(xml)?.[0];
  const range = root ? rangeOf(attributeOf(root, "ref") ?? "") : null;
  if (!root || !range) return null;
  const headerRows = Number(attributeOf(root, "headerRowCount") ?? 1);
  const columns = [
    ...xml.matchAll(/<(?:[\w.-]+:)?tableColumn\s[^>]*?(?:\/>|>([\s\S]*?)<\/(?:[\w.-]+:)?tableColumn>)/g),
  ];
  const calculated = columns.flatMap(([, inside = ""], at) => {
    const [, attributes = "", formula = ""] = CALCULATED.exec(inside) ?? [];
    const isPlain = formula !== "" && !/\sarray\s*=\s*["'](?:1|true)/.test(attributes);
    return isPlain ? [{ column: range.firstColumn + at, formula }] : [];
  });
  return {
    ...{ part, xml, range, calculated },
    name: attributeOf(root, "displayName") ?? attributeOf(root, "name") ?? "",
    hasTotals: Number(attributeOf(root, "totalsRowCount") ?? 0) > 0,
    firstDataRow: range.firstRow + headerRows,
  };
}

/** The tables that rows which are added right below them belong to, as when somebody types there. */
export function growingTables(
  tables: readonly SheetTable[],
  added: AddedRows,
  merged: readonly CellRange[],
): SheetTable[] {
  return tables.filter(({ range, hasTotals, firstDataRow }) => {
    const isBelow = added.from >= firstDataRow && added.from <= range.lastRow + 1 && added.to > range.lastRow;
    const grown = { ...range, firstRow: range.lastRow + 1, lastRow: added.to };
    return (
      isBelow && !hasTotals && isWrittenIn(range, added) && !merged.some((cells) => overlap(cells, grown))
    );
  });
}

/** The table whose row of totals would be written over; `undefined` for none. */
export function tableInTheWay(tables: readonly SheetTable[], added: AddedRows): SheetTable | undefined {
  return tables.find(
    ({ range: { lastRow, ...columns }, hasTotals }) =>
      hasTotals && added.from <= lastRow && added.to >= lastRow && isWrittenIn(columns, added),
  );
}

/** A table's part with the table, and its filter, reaching down to a row. */
export function grownTable({ xml, range }: SheetTable, lastRow: number): string {
  const { firstColumn, lastColumn, firstRow } = range;
  const reference = `${columnLetters(firstColumn)}${firstRow}:${columnLetters(lastColumn)}${lastRow}`;
  const root = rootTag(xml);
  if (!root) return xml;
  const begun = root.index + root[0].length;
  const filter = /<(?:[\w.-]+:)?autoFilter\s[^>]*>/;
  return (
    xml.slice(0, root.index) +
    withReference(root[0], reference) +
    xml.slice(begun).replace(filter, (tag) => withReference(tag, reference))
  );
}

/** A calculated column's formula as it stands for a row, in XML: references that move, move with it. */
export function formulaIn(formula: string, rowsBelow: number): string {
  const plain = formula.replaceAll("&quot;", '"').replaceAll("&apos;", "'");
  return plain.replace(REFERENCES, (whole, column?: string, fixed?: string, row?: string) =>
    column === undefined || fixed === "$" ? whole : `${column}${Number(row) + rowsBelow}`,
  );
}

const CALCULATED =
  /<(?:[\w.-]+:)?calculatedColumnFormula(\s[^>]*)?>([\s\S]*?)<\/(?:[\w.-]+:)?calculatedColumnFormula>/;
/** Texts, names of sheets and names of columns, which are passed over; then cells. */
const REFERENCES =
  /"(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:'.|[^[\]']|\[(?:'.|[^\]'])*\])*\]|(?<![\p{L}\p{N}_.$\\])(\$?[A-Za-z]{1,3})(\$?)(\d{1,7})(?![\p{L}\p{N}_.(!\\])/gu;

function rootTag(xml: string): RegExpExecArray | null {
  return /<(?:[\w.-]+:)?table\s[^>]*>/.exec(xml);
}

function withReference(tag: string, reference: string): string {
  return tag.replace(/(\sref\s*=\s*)(?:"[^"]*"|'[^']*')/, `$1"${reference}"`);
}

function isWrittenIn(
  { firstColumn, lastColumn }: Pick<CellRange, "firstColumn" | "lastColumn">,
  { columns }: AddedRows,
): boolean {
  return [...columns].some((column) => column >= firstColumn && column <= lastColumn);
}

function overlap(one: CellRange, other: CellRange): boolean {
  return (
    one.firstColumn <= other.lastColumn &&
    one.lastColumn >= other.firstColumn &&
    one.firstRow <= other.lastRow &&
    one.lastRow >= other.firstRow
  );
}
