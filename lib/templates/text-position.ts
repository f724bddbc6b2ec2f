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

/** The offset of a line and a column that counts UTF-16 units, both from 1. */
export function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  for (let passed = 1; passed < line; passed++) start = text.indexOf("\n", start) + 1;
  return Math.min(start + column - 1, text.length);
}
