import { diffArrays, diffWordsWithSpace } from "diff";

/** A stretch of a line, and whether the other side has it. */
export interface DiffPart {
  text: string;
  changed: boolean;
}

/** A line of both sides; `null` where a side has none. */
export interface DiffRow {
  before: DiffPart[] | null;
  after: DiffPart[] | null;
}

const words = new Intl.Segmenter("zh", { granularity: "word" });
const MAX_WORD_DIFF_CHARS = 5_000;
const MAX_LINES = 5_000;

/** Two texts line by line beside each other, and within a changed line the words that differ. */
export function sideBySide(before: string, after: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let removed: string[] = [];
  for (const part of diffArrays(linesOf(before), linesOf(after))) {
    if (part.removed) removed = part.value;
    else if (part.added) {
      rows.push(...pairs(removed, part.value));
      removed = [];
    } else {
      rows.push(...pairs(removed, []), ...part.value.map(same));
      removed = [];
    }
  }
  return [...rows, ...pairs(removed, [])];
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n").slice(0, MAX_LINES);
}

function same(line: string): DiffRow {
  const parts = [{ text: line, changed: false }];
  return { before: parts, after: parts };
}

function pairs(removed: string[], added: string[]): DiffRow[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => {
    const before = removed[index];
    const after = added[index];
    if (before === undefined || after === undefined) return { before: whole(before), after: whole(after) };
    return wordsApart(before, after);
  });
}

function whole(line: string | undefined): DiffPart[] | null {
  return line === undefined ? null : [{ text: line, changed: true }];
}

function wordsApart(before: string, after: string): DiffRow {
  if (before.length + after.length > MAX_WORD_DIFF_CHARS)
    return { before: whole(before), after: whole(after) };
  const parts = diffWordsWithSpace(before, after, { intlSegmenter: words });
  const side = (other: "added" | "removed"): DiffPart[] =>
    parts
      .filter((part) => !part[other])
      .map(({ value, added, removed }) => ({ text: value, changed: Boolean(added || removed) }));
  return { before: side("added"), after: side("removed") };
}
