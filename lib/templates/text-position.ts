/** A place in a text: `offset` in UTF-16 units as JavaScript counts, line and column in characters, from 1. */
export interface TextPosition {
  offset: number;
  line: number;
  column: number;
}

/** Line and column of an offset. A character outside the basic plane is one column, not two. */
export function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return {
    offset,
    line: before.split("\n").length,
    column: [...before.slice(lineStart)].length + 1,
  };
}

let latest = { text: "", starts: [0] };

// The latest text is remembered: it is asked about again and again.
function lineStarts(text: string): readonly number[] {
  if (latest.text !== text) {
    const starts = [0];
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    latest = { text, starts };
  }
  return latest.starts;
}

/** Line and column of an offset, in UTF-16 units from 1; quick for many places of one text. */
export function placeIn(text: string, offset: number): [line: number, column: number] {
  const starts = lineStarts(text);
  let from = 0;
  let to = starts.length;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if ((starts[middle] ?? 0) <= offset) from = middle;
    else to = middle;
  }
  return [from + 1, offset - (starts[from] ?? 0) + 1];
}

/** The offset of a line and a column that counts UTF-16 units, both from 1. */
export function offsetAt(text: string, line: number, column: number): number {
  return Math.min((lineStarts(text)[line - 1] ?? 0) + column - 1, text.length);
}
