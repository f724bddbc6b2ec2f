import { hash } from "node:crypto";
import { trimBlanks } from "#lib/blank-text.ts";
import { PART_WORDS, PARTS, type Part, type Shares, type Split } from "./split.ts";

const DIGITS = 12;
const PLACES = 16 ** DIGITS;

/**
 * The part that a key falls into: by its hash and nothing else, so that it is the same in every version of a dataset,
 * publication, language and kind of file, as long as the shares are. db/queries/datasets-split.ts says the same.
 */
export function partOfKey(key: string, shares: Shares): Part {
  const place = (Number.parseInt(hash("sha256", key, "hex").slice(0, DIGITS), 16) / PLACES) * 100;
  let end = 0;
  for (const part of PARTS) {
    end += shares[part];
    if (place < end) return part;
  }
  return "train";
}

/** The part that a column of a row names; `null` where that is none. */
function partOfWord(word: string): Part | null {
  const folded = trimBlanks(word).toLowerCase();
  return PARTS.find((part) => PART_WORDS[part].includes(folded)) ?? null;
}

/**
 * The part of a row of a dataset. `null` for none: its column names no part, or it has no key. Where no column is the key
 * all that the row says is.
 */
export function partOfRow(
  { split, keyColumn }: { split: Split; keyColumn: string | null },
  values: Readonly<Record<string, string>>,
): Part | null {
  if (split.by === "column") return partOfWord(values[split.column] ?? "");
  const key = keyColumn === null ? wholeText(values) : trimBlanks(values[keyColumn] ?? "");
  return key === "" ? null : partOfKey(key, split.shares);
}

function wholeText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${name}\u0001${value}`)
    .join("\u0002");
}
