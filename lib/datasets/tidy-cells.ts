const OPENING = /^ +"/;

/**
 * The cells of a record without what exports put around a value for a spreadsheet's sake: `="00123"` and the tabs that
 * keep long numbers from being rounded; and with cells put together again whose quotation marks came after a space.
 * @param delimiter the character between the cells.
 */
export function tidyCells(cells: string[], delimiter: string): string[] {
  const whole = cells.some((cell) => OPENING.test(cell)) ? joinQuoted(cells, delimiter) : cells;
  return whole.map((cell) => tidyCell(cell, delimiter));
}

function tidyCell(cell: string, delimiter: string): string {
  const literal = cell.startsWith("=") ? /^="((?:[^"]|"")*)"$/.exec(cell)?.[1] : undefined;
  if (literal !== undefined) return literal.replaceAll('""', '"');
  if (delimiter === "\t" || !cell.includes("\t") || /[\r\n]/.test(cell)) return cell;
  let [from, to] = [0, cell.length];
  while (cell[from] === "\t") from++;
  while (to > from && cell[to - 1] === "\t") to--;
  return cell.slice(from, to);
}

function joinQuoted(cells: string[], delimiter: string): string[] {
  const joined: string[] = [];
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] ?? "";
    const end = OPENING.test(cell) ? endOfQuoted(cells, at, delimiter) : null;
    if (end === null) joined.push(cell);
    else {
      joined.push(end.text);
      at = end.last;
    }
  }
  return joined;
}

// The quotation mark at its end stands alone, those inside are doubled: whatever follows, one alone ends the search.
function endOfQuoted(
  cells: string[],
  first: number,
  delimiter: string,
): { text: string; last: number } | null {
  const parts: string[] = [];
  for (let last = first; last < cells.length; last++) {
    const cell = cells[last] ?? "";
    const part = last > first ? cell : cell.replace(OPENING, "");
    let end = part.length;
    while (part[end - 1] === " ") end--;
    for (const { 0: marks, index } of part.matchAll(/"+/g)) {
      if (marks.length % 2 === 0) continue;
      if (index + marks.length < end) return null;
      return { text: [...parts, part.slice(0, end - 1)].join(delimiter).replaceAll('""', '"'), last };
    }
    parts.push(part);
  }
  return null;
}
