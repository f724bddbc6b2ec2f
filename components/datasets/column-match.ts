import type { CellFix } from "#lib/datasets/cell-fix.ts";
import type { ColumnType } from "#lib/datasets/dataset.ts";
import type { PreviewColumn, UploadPreview } from "./dataset-answer.ts";

/** What a person wants of one column of the file. */
export interface ColumnMatch {
  header: string;
  taken: boolean;
  name: string;
  type: ColumnType;
  required: boolean;
}

/**
 * The choices to start from: every column as it was taken from the last file with the same columns, else under the name
 * it was matched to, of the type it looks like; a number where an input asks for one, so that what is none is told while
 * the file is at hand.
 */
export function startMatches(
  columns: readonly PreviewColumn[],
  inputs: readonly { name: string; type: string }[],
  remembered: UploadPreview["remembered"] = null,
): ColumnMatch[] {
  const numbers = new Set(inputs.filter(({ type }) => type === "number").map(({ name }) => name));
  return columns.map(({ header, match, type }) => {
    const before = remembered?.columns.find((column) => column.header === header);
    return {
      header,
      // What the template asks for is taken, even where it was not asked for before.
      taken: before ? before.name !== null || (match !== null && inputs.length > 0) : true,
      name: (inputs.length > 0 ? match : null) ?? before?.name ?? match ?? header,
      type: match !== null && numbers.has(match) ? "number" : before?.name ? before.type : type,
      required: before?.required ?? false,
    };
  });
}

/** The choices as the API takes them; fixes of columns that are not taken, or of another name by now, are not asked for. */
export function planOf(matches: readonly ColumnMatch[], fixes: readonly CellFix[]) {
  const taken = matches.filter(({ taken }) => taken);
  const names = new Set(taken.map(({ name }) => name.trim()));
  return {
    mapping: Object.fromEntries(
      matches.map(({ header, taken, name }) => [header, taken ? name.trim() : null]),
    ),
    columns: taken.map(({ name, type, required }) => ({ name: name.trim(), type, required })),
    fixes: fixes.filter(({ column }) => names.has(column)),
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
