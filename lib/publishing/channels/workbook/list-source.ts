import type { DefinedName } from "#lib/datasets/read-workbook.ts";
import { type CellRange, rangeOf } from "./cell-range.ts";

/** Where the entries of a dropdown stand; `unchecked` where Excel would have to work it out. */
export type ListSource =
  | { kind: "literal"; values: string[] }
  | { kind: "cells"; sheet: string; range: CellRange }
  | { kind: "unchecked"; formula: string };

const SHEET_AND_CELLS = /^(?:'((?:[^']|'')+)'|([^'!\s(),"]+))!([^!]+)$/;
const MOST_STEPS = 10;

/**
 * Where the entries of a list stand that a validation's formula names: written out, in cells of this or another sheet, or
 * under a name for either. A reference that moves with the row is none that holds for a column.
 * @param sheet the validation stands on.
 */
export function listSource(formula: string, sheet: string, names: readonly DefinedName[]): ListSource {
  const unchecked: ListSource = { kind: "unchecked", formula };
  let [text, place] = [plain(formula), sheet];
  for (let step = 0; step < MOST_STEPS; step++) {
    const literal = /^"((?:[^"]|"")*)"$/.exec(text)?.[1] ?? /^\{("[^{}]*")\}$/.exec(text)?.[1];
    if (literal !== undefined) return { kind: "literal", values: literalValues(text) };
    const [, quoted, bare, cells] = SHEET_AND_CELLS.exec(text) ?? [];
    const named = quoted?.replaceAll("''", "'") ?? bare;
    // `[0]!Colours` is how some writers name the workbook itself.
    const inSheet = named === undefined || /^\[\d+\]$/.test(named) ? place : named;
    const reference = cells ?? text;
    const range = rangeOf(reference);
    if (range) return isFixed(reference) ? { kind: "cells", sheet: inSheet, range } : unchecked;
    const found = nameOf(reference, inSheet, names);
    if (!found) return unchecked;
    [text, place] = [plain(found.formula), found.sheet ?? sheet];
  }
  return unchecked;
}

function plain(formula: string): string {
  return formula.trim().replace(/^=/, "").trim();
}

// One of the sheet comes before one of the workbook; capitals make no difference.
function nameOf(name: string, sheet: string, names: readonly DefinedName[]): DefinedName | undefined {
  const called = names.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  return called.find((one) => one.sheet === sheet) ?? called.find((one) => one.sheet === null);
}

function isFixed(reference: string): boolean {
  if (/^\$?[A-Za-z]+:/.test(reference)) return true;
  return reference.split(":").every((corner) => /\$\d+$/.test(corner));
}

function literalValues(text: string): string[] {
  // A list that is written out has commas whatever the language of Excel; a constant has each entry in quotes.
  const entries = text.startsWith("{")
    ? [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, entry = ""]) => entry)
    : text.slice(1, -1).split(",");
  return entries.map((entry) => entry.replaceAll('""', '"').trim()).filter((entry) => entry !== "");
}
