import { columnLetters } from "#lib/datasets/header.ts";
import { localName } from "#lib/datasets/shared-strings.ts";
import { escapeText } from "#lib/escape-text.ts";
import { printableText } from "#lib/spreadsheet-cell.ts";
import { attributeOf, columnOfReference, nextTag } from "./sheet-tags.ts";

/** What is written to a cell. */
export interface CellToWrite {
  /** From 0. */
  column: number;
  value: string | number | boolean;
}

/** A cell that is worked out: its formula, in XML. */
export interface FormulaCell {
  column: number;
  formula: string;
}

/** A cell of a row, as it stands in the row's text. */
export interface StandingCell {
  column: number;
  start: number;
  end: number;
  style: string | null;
  hasFormula: boolean;
  /** Whether a value stands in it. */
  isFilled: boolean;
}

/** How cells of a sheet look where a row has none yet, by column: what Excel would give them when somebody types. */
export type ColumnStyles = (column: number) => string | null;

/** The cells of a row, in their order. One that does not say its column stands behind the one before it. */
export function cellsOf(row: string): StandingCell[] {
  const cells: StandingCell[] = [];
  let open: StandingCell | null = null;
  let column = -1;
  for (let tag = nextTag(row, 0); tag; tag = nextTag(row, tag.end)) {
    const local = localName(tag.name);
    if (local === "c" && tag.kind !== "close") {
      const text = row.slice(tag.start, tag.end);
      column = columnOfReference(attributeOf(text, "r")) ?? column + 1;
      const place = { column, start: tag.start, end: tag.end, style: styleOf(text) };
      const cell = { ...place, hasFormula: false, isFilled: false };
      cells.push(cell);
      open = tag.kind === "open" ? cell : null;
    } else if (local === "c") {
      if (open) open.end = tag.end;
      open = null;
    } else if (open && local === "f" && tag.kind !== "close") open.hasFormula = true;
    else if (open && (local === "v" || local === "t") && tag.kind === "open")
      open.isFilled ||= row[tag.end] !== "<";
  }
  return cells;
}

function styleOf(tag: string): string | null {
  const style = attributeOf(tag, "s");
  return style !== null && /^\d+$/.test(style) ? style : null;
}

/**
 * A row with cells written into it; everything else of it is as it was, and a cell keeps how it looks.
 * @param cells in the order of their columns.
 */
export function fillRow(
  row: string,
  { number, prefix, styles }: { number: number; prefix: string; styles: ColumnStyles },
  cells: readonly (CellToWrite | FormulaCell)[],
): string {
  if (cells.length === 0) return row;
  const first = nextTag(row, 0);
  if (!first) return row;
  const isEmpty = first.kind === "empty";
  const opened = row.slice(first.start, first.end);
  // It says which columns a row fills, to readers that are in a hurry.
  const tag = opened.replace(/\sspans\s*=\s*(?:"[^"]*"|'[^']*')/, "");
  const ofRow = attributeOf(opened, "customFormat") === "1" ? styleOf(opened) : null;
  const standing = isEmpty ? [] : cellsOf(row);
  const behind = standing.at(-1)?.end ?? first.end;
  let filled = isEmpty ? `${tag.slice(0, -2).trimEnd()}>` : tag;
  let at = first.end;
  for (const cell of cells) {
    const there = standing.find(({ column }) => column === cell.column);
    const before = there?.start ?? standing.find(({ column }) => column > cell.column)?.start;
    const until = before ?? Math.max(at, behind);
    filled += row.slice(at, until);
    at = there?.end ?? until;
    const style = there ? there.style : (ofRow ?? styles(cell.column));
    filled += cellXml(cell, { number, prefix, style });
  }
  return filled + (isEmpty ? `</${first.name}>` : row.slice(at));
}

/** A row of a sheet's own, for cells below all that it has. */
export function newRow(
  number: number,
  prefix: string,
  styles: ColumnStyles,
  cells: readonly (CellToWrite | FormulaCell)[],
): string {
  const xml = cells.map((cell) => cellXml(cell, { number, prefix, style: styles(cell.column) }));
  return `<${prefix}row r="${number}">${xml.join("")}</${prefix}row>`;
}

// An inline string: text that reads as it is and that nothing runs, whatever it begins with.
function cellXml(
  cell: CellToWrite | FormulaCell,
  { number, prefix, style }: { number: number; prefix: string; style: string | null },
): string {
  const begin = `<${prefix}c r="${columnLetters(cell.column)}${number}"${style === null ? "" : ` s="${style}"`}`;
  const end = `</${prefix}c>`;
  if ("formula" in cell) return `${begin}><${prefix}f>${cell.formula}</${prefix}f>${end}`;
  const { value } = cell;
  if (typeof value === "number") return `${begin}><${prefix}v>${value}</${prefix}v>${end}`;
  if (typeof value === "boolean") return `${begin} t="b"><${prefix}v>${value ? 1 : 0}</${prefix}v>${end}`;
  const text = `<${prefix}is><${prefix}t xml:space="preserve">${textXml(value)}</${prefix}t></${prefix}is>`;
  return `${begin} t="inlineStr">${text}${end}`;
}

function textXml(text: string): string {
  return escapeText(printableText(text))
    .replace(/\r\n?/g, "\n")
    .replace(/[&<>]/g, (sign) => ENTITIES[sign] ?? sign);
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
