import type { ColumnType } from "#lib/datasets/dataset.ts";
import type { PreviewColumn } from "./dataset-answer.ts";

/** What a person wants of one column of the file. */
export interface ColumnMatch {
  header: string;
  taken: boolean;
  name: string;
  type: ColumnType;
  required: boolean;
}

/**
 * The choices to start from: every column under the name it was matched to, of the type it looks like; a number where an
 * input asks for one, so that what is none is told while the file is at hand.
 */
export function startMatches(
  columns: readonly PreviewColumn[],
  inputs: readonly { name: string; type: string }[],
): ColumnMatch[] {
  const numbers = new Set(inputs.filter(({ type }) => type === "number").map(({ name }) => name));
  return columns.map(({ header, match, type }) => ({
    header,
    taken: true,
    name: match ?? header,
    type: match !== null && numbers.has(match) ? "number" : type,
    required: false,
  }));
}

/** The choices as the API takes them. */
export function planOf(matches: readonly ColumnMatch[]) {
  const taken = matches.filter(({ taken }) => taken);
  return {
    mapping: Object.fromEntries(
      matches.map(({ header, taken, name }) => [header, taken ? name.trim() : null]),
    ),
    columns: taken.map(({ name, type, required }) => ({ name: name.trim(), type, required })),
  };
}

/** Names given twice among the columns taken. */
export function namesGivenTwice(matches: readonly ColumnMatch[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { taken, name } of matches) {
    if (!taken) continue;
    if (seen.has(name.trim())) twice.add(name.trim());
    seen.add(name.trim());
  }
  return twice;
}
