import { columnLetters, normaliseHeader, tidyHeader } from "#lib/datasets/header.ts";

/** A column of a sheet by the name that it is mapped by. */
export interface NamedColumn {
  /** From 0. */
  index: number;
  letters: string;
  /** The text of its header; with its letters behind it where several have the same. */
  name: string;
  /** What else stands above its data, in other rows of the header. */
  notes: string[];
  /** The template seems to ask for it. */
  isRequired: boolean;
}

/** A row of a sheet as its cells read. */
export interface SheetRow {
  row: number;
  cells: readonly string[];
}

const MOST_NOTE_CHARACTERS = 200;
const REQUIRED = /^(required|mandatory|必填|必须|必需|必選|必填项|必填字段)$/i;
const MARKED = /^\s*\*|\*\s*$|[(（[【](必填|必须|required|mandatory)[)）\]】]/i;
/** A row of names for programs: they are different from each other, where labels for people often are not. */
const MACHINE_NAME = /^[a-z][a-z0-9]*([_.#/-][a-z0-9]+|\[[^\]]*\])*$/i;
const ROWS_SEARCHED = 20;
const SHARE_OF_MACHINE_NAMES = 0.8;
const SHARE_OF_WIDTH = 0.5;

/** The columns that a header row names. */
export function namedColumns(
  rows: readonly SheetRow[],
  { headerRow, firstRow }: { headerRow: number; firstRow: number },
): NamedColumn[] {
  const header = rows.find(({ row }) => row === headerRow)?.cells ?? [];
  const others = rows.filter(({ row }) => row < firstRow && row !== headerRow);
  const names = header.map((cell) => tidyHeader(cell));
  return names.flatMap((name, index) => {
    if (name === "") return [];
    const isAlone = names.filter((other) => other === name).length === 1;
    const letters = columnLetters(index);
    const notes = others
      .map(({ cells }) => tidyHeader(cells[index] ?? "").slice(0, MOST_NOTE_CHARACTERS))
      .filter((note) => note !== "" && note !== name);
    const isRequired =
      [name, ...notes].some((text) => MARKED.test(text)) || notes.some((note) => REQUIRED.test(note));
    return [{ index, letters, name: isAlone ? name : `${name} [${letters}]`, notes, isRequired }];
  });
}

/** The row of names for programs among the first rows, where there is one; `null` otherwise. */
export function machineNamesRow(rows: readonly SheetRow[]): number | null {
  const searched = rows
    .slice(0, ROWS_SEARCHED)
    .map(({ row, cells }) => ({ row, filled: cells.filter(Boolean) }));
  const width = Math.max(0, ...searched.map(({ filled }) => filled.length));
  const found = searched.find(({ filled }) => {
    const named = filled.filter((cell) => MACHINE_NAME.test(cell) && /[_.#]/.test(cell));
    const distinct = new Set(filled).size;
    return (
      filled.length >= Math.max(2, width * SHARE_OF_WIDTH) &&
      named.length >= filled.length * SHARE_OF_MACHINE_NAMES &&
      distinct >= filled.length * SHARE_OF_MACHINE_NAMES
    );
  });
  return found?.row ?? null;
}

const KEYS =
  "sku sellersku itemsku contributionsku merchantsku vendorsku skucode skuid productid itemid id 商家编码 商品编码 货号 卖家sku 商家sku 产品编码"
    .split(" ")
    .map(normaliseHeader);

/** The column that seems to name the product; `null` where none does. */
export function likelyKey(columns: readonly NamedColumn[]): string | null {
  const namesOf = ({ name, notes }: NamedColumn) => [name, ...notes].map(normaliseHeader);
  for (const key of KEYS) {
    const found = columns.find((column) => namesOf(column).includes(key));
    if (found) return found.name;
  }
  return null;
}
