/**
 * The cells of a record without what exports put around a value for a spreadsheet's sake: `="00123"` and the tabs that
 * keep long numbers from being rounded; and with cells put together again whose quotation marks came after a space.
 * @param delimiter the character between the cells.
 */
export function tidyCells(cells: string[], delimiter: string): string[] {
  const whole = cells.some((cell) => /^ +"/.test(cell)) ? joinQuoted(cells, delimiter) : cells;
  return whole.map((cell) => tidyCell(cell, delimiter));
}

function tidyCell(cell: string, delimiter: string): string {
  const literal = cell.startsWith("=") ? /^="((?:[^"]|"")*)"$/.exec(cell)?.[1] : undefined;
  if (literal !== undefined) return literal.replaceAll('""', '"');
  if (delimiter === "\t" || !cell.includes("\t") || /[\r\n]/.test(cell)) return cell;
  return cell.replace(/^\t+|\t+$/g, "");
}

function joinQuoted(cells: string[], delimiter: string): string[] {
  const joined: string[] = [];
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] ?? "";
    const end = /^ +"/.test(cell) ? endOfQuoted(cells, at, delimiter) : null;
    if (end === null) joined.push(cell);
    else {
      joined.push(end.text);
      at = end.last;
    }
  }
  return joined;
}

function endOfQuoted(
  cells: string[],
  first: number,
  delimiter: string,
): { text: string; last: number } | null {
  let text = "";
  for (let last = first; last < cells.length; last++) {
    text += (last > first ? delimiter : "") + cells[last];
    const quoted = /^ +"((?:[^"]|"")*)" *$/.exec(text)?.[1];
    if (quoted !== undefined) return { text: quoted.replaceAll('""', '"'), last };
  }
  return null;
}
