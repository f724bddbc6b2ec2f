/** How many lines end in a part of a text; that of a \r at its end is counted with the next part. */
export function lineEndsIn(text: string): number {
  return text.match(/\n|\r(?!\n|$)/g)?.length ?? 0;
}

/** Characters of a cell, and whole lines of them. */
const LOOKED_AT = 100_000;
const LINES_LOOKED_AT = 20;

/** Whether a cell that does not end holds other rows rather than a text: its quotation mark was never closed then. */
export function holdsRows(cell: string, delimiter: string, width: number): boolean {
  const lines = cell
    .slice(0, LOOKED_AT)
    .split(/\r\n|\r|\n/)
    .slice(1, LINES_LOOKED_AT + 1);
  return lines.length === LINES_LOOKED_AT && lines.every((line) => line.split(delimiter).length === width);
}

/** A cell of a csv that nobody would keep: what is left of it is passed over as it comes, however long it is. */
export class OverlongCell {
  readonly #delimiter: string;
  readonly #isQuoted: boolean;
  /** Quotation marks at the end of what has come: the next character says what they are. */
  #marks = "";
  #lines = 0;

  /** @param isQuoted whether it began with a quotation mark, and ends with one. */
  constructor(delimiter: string, isQuoted: boolean) {
    this.#delimiter = delimiter;
    this.#isQuoted = isQuoted;
  }

  /** Line ends that were passed over. */
  get lines(): number {
    return this.#lines;
  }

  /** Whether the cell ends where the file does. */
  get endsHere(): boolean {
    return !this.#isQuoted || this.#marks.length % 2 === 1;
  }

  /** What follows the cell in the next part of the file, its closing quotation mark first; `null` while it goes on. */
  endIn(part: string): string | null {
    const text = this.#marks + part;
    const end = this.#isQuoted ? this.#closingMark(text) : this.#plainEnd(text);
    const passed = end === -1 ? text.slice(0, text.length - this.#marks.length) : text.slice(0, end);
    this.#lines += lineEndsIn(passed);
    return end === -1 ? null : text.slice(end);
  }

  #plainEnd(text: string): number {
    const ends = [this.#delimiter, "\r", "\n"].map((end) => text.indexOf(end)).filter((at) => at !== -1);
    return ends.length === 0 ? -1 : Math.min(...ends);
  }

  #closingMark(text: string): number {
    this.#marks = "";
    for (const { 0: marks, index } of text.matchAll(/"+/g)) {
      const next = text[index + marks.length];
      if (next === undefined) this.#marks = marks;
      // Two are one that stands in the text.
      else if (marks.length % 2 === 1 && [this.#delimiter, "\r", "\n"].includes(next))
        return index + marks.length - 1;
    }
    return -1;
  }
}
