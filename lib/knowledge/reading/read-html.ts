import { Parser } from "htmlparser2";
import { type Block, HeadingPath } from "./block.ts";

/** What nobody reads on the page. */
const UNREAD = new Set([
  "script",
  "style",
  "template",
  "noscript",
  "svg",
  "math",
  "iframe",
  "object",
  "head",
]);
/** What ends a paragraph. */
const BLOCKS = new Set([
  ...["address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset", "figcaption"],
  ...["figure", "footer", "form", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table"],
  ...["tbody", "thead", "tfoot", "ul", "caption", "details", "summary"],
]);
const HEADING = /^h([1-6])$/;

/** HTML, broken or not: its paragraphs, list entries and rows of tables under their headings. */
export function readHtml(html: string): Block[] {
  const reader = new HtmlReader();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open(name, attributes),
      ontext: (text) => reader.text(text),
      onclosetag: (name) => reader.close(name),
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.write(html);
  parser.end();
  reader.end();
  return reader.blocks;
}

/** A cell over the columns that it covers, from `from` to before `to`. */
interface Cell {
  from: number;
  to: number;
  text: string;
}

interface Row {
  cells: Cell[];
  /** Whether all its cells are marked as headers. */
  isHead: boolean;
}

/** Two columns are as often a name and its value. */
const LEAST_NAMED_COLUMNS = 3;
const LONGEST_NAME = 60;
/** What is merged over rows names them; a longer text is said once. */
const LONGEST_REPEATED = 200;
/** A table is read however far its cells say that they reach, in memory that follows from what stands in it. */
const MOST_COLUMNS = 300;
const MOST_ROWS_MERGED = 1_000;

class HtmlReader {
  readonly blocks: Block[] = [];
  readonly #headings = new HeadingPath();
  #parts: string[] = [];
  #unread = 0;
  #unreadTags: string[] = [];
  #preformatted = 0;
  /** Of the outermost table. */
  #tables = 0;
  #rows: { row: Row; block: Block }[] = [];
  #row: Row | null = null;
  /** How many columns and rows the cell that is read covers. */
  #span = { columns: 1, rows: 1 };
  /** Cells of rows above that reach into the ones below. */
  #reaching: { cell: Cell; rowsLeft: number }[] = [];
  /** Those that begin in the row that is read. */
  #beginning: { cell: Cell; rowsLeft: number }[] = [];

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const isHidden = "hidden" in attributes;
    if (this.#unread > 0 || UNREAD.has(name) || (isHidden && BLOCKS.has(name))) {
      this.#unread++;
      this.#unreadTags.push(name);
      return;
    }
    if (name === "br") this.#parts.push("\n");
    else if (name === "table" && this.#tables++ === 0) this.#endParagraph();
    else if (name === "tr" && this.#tables === 1) this.#row = { cells: [], isHead: true };
    else if (name === "td" || name === "th") {
      if (this.#row && name === "td") this.#row.isHead = false;
      if (this.#tables === 1) this.#span = spanOf(attributes);
    } else if (HEADING.test(name) || (BLOCKS.has(name) && !this.#row)) this.#endParagraph();
    if (name === "pre") this.#preformatted++;
  }

  text(text: string): void {
    if (this.#unread === 0) this.#parts.push(this.#preformatted > 0 ? text : text.replace(/\s+/g, " "));
  }

  close(name: string): void {
    if (this.#unread > 0) {
      if (this.#unreadTags.at(-1) !== name) return;
      this.#unreadTags.pop();
      this.#unread--;
      return;
    }
    const level = HEADING.exec(name)?.[1];
    if (level) this.blocks.push(...this.#headings.enter(Number(level), this.#taken()));
    else if ((name === "td" || name === "th") && this.#tables === 1) this.#endCell();
    else if (name === "tr" && this.#tables === 1) this.#endRow();
    else if (BLOCKS.has(name) && !this.#row) this.#endParagraph();
    if (name === "table" && this.#tables > 0 && --this.#tables === 0) this.#endTable();
    if (name === "pre" && this.#preformatted > 0) this.#preformatted--;
  }

  #endParagraph(): void {
    const text = this.#taken();
    if (text) this.blocks.push(this.#headings.block(text, "text"));
  }

  end(): void {
    this.#endParagraph();
    this.blocks.push(...this.#headings.end());
  }

  // A row says nothing of the columns that cells above it reach into.
  #endCell(): void {
    const text = this.#taken();
    const before = this.#row?.cells.at(-1)?.to ?? 0;
    let from = before;
    for (const { cell } of this.#reaching) if (cell.from <= from && from < cell.to) from = cell.to;
    if (from < MOST_COLUMNS)
      this.#row?.cells.push({ from, to: Math.min(from + this.#span.columns, MOST_COLUMNS), text });
    else if (text) this.#row?.cells.push({ from: before, to: before, text });
    const cell = this.#row?.cells.at(-1);
    if (cell && this.#span.rows > 1) this.#beginning.push({ cell, rowsLeft: this.#span.rows - 1 });
  }

  #endRow(): void {
    const row = this.#row;
    this.#row = null;
    const above = this.#reaching
      .map(({ cell }) => cell)
      .filter(({ text }) => text.length <= LONGEST_REPEATED);
    const reaching = this.#reaching.map((one) => ({ ...one, rowsLeft: one.rowsLeft - 1 }));
    this.#reaching = [...reaching, ...this.#beginning]
      .filter(({ rowsLeft }) => rowsLeft > 0)
      .sort((a, b) => a.cell.from - b.cell.from);
    this.#beginning = [];
    if (!row?.cells.some(({ text }) => text !== "")) return;
    const cells = [...row.cells, ...above].sort((a, b) => a.from - b.from);
    this.#rows.push({ row: { ...row, cells }, block: this.#headings.block("", "row") });
  }

  #endTable(): void {
    const rows = this.#rows;
    this.#rows = [];
    this.#reaching = [];
    const { from, to } = headersOf(rows.map(({ row }) => row));
    const headers = rows.slice(from, to).map(({ row }) => row);
    for (const [index, { row, block }] of rows.entries())
      if (index < from || index >= to)
        this.blocks.push({ ...block, text: rowText(row, index < from ? [] : headers) });
  }

  #taken(): string {
    const text = this.#parts.join("");
    this.#parts = [];
    const lines = text.split("\n").map((line) => line.trim());
    return lines
      .join("\n")
      .replace(/\n{3,}/g, "\n\n")
      .trim();
  }
}

/**
 * Which rows name the columns below them, from `from` to before `to`: those that are marked so, or, as in Word where nobody
 * marks it, a first full row of names.
 */
function headersOf(rows: readonly Row[]): { from: number; to: number } {
  const marked = rows.findIndex(({ isHead }) => isHead);
  if (marked >= 0) {
    const below = rows.findIndex(({ isHead }, index) => index > marked && !isHead);
    // Where all of them are marked, the first names the others.
    return { from: marked, to: below < 0 ? marked + 1 : below };
  }
  const width = Math.max(0, ...rows.flatMap(({ cells }) => cells.at(-1)?.to ?? 0));
  const first = rows.findIndex(({ cells }) => cells.length === width);
  const isNamed =
    width >= LEAST_NAMED_COLUMNS &&
    first < rows.length - 1 &&
    rows[first]?.cells.every(({ text }) => isName(text));
  return isNamed ? { from: first, to: first + 1 } : { from: 0, to: 0 };
}

function isName(cell: string): boolean {
  return cell.length <= LONGEST_NAME && /\p{L}/u.test(cell);
}

function rowText({ cells }: Row, headers: readonly Row[]): string {
  const named = cells.flatMap(({ from, text }) => {
    const name = nameOf(from, headers);
    return text ? [name ? `${name}: ${text}` : text] : [];
  });
  return named.join(" | ");
}

// "Chest" over "EU" and "US" is two columns: "Chest EU" and "Chest US".
function nameOf(column: number, headers: readonly Row[]): string {
  const names = headers.flatMap(({ cells }) => {
    const over = cells.find(({ from, to }) => from <= column && column < to);
    return over?.text ? [over.text] : [];
  });
  return [...new Set(names)].join(" ");
}

function spanOf({ colspan, rowspan }: Readonly<Record<string, string>>): { columns: number; rows: number } {
  const rows = countIn(rowspan, MOST_ROWS_MERGED);
  // None is as HTML says: to the end of the table.
  return { columns: countIn(colspan, MOST_COLUMNS) || 1, rows: rows === 0 ? MOST_ROWS_MERGED : rows };
}

function countIn(attribute: string | undefined, most: number): number {
  return /^\s*\d/.test(attribute ?? "") ? Math.min(Number.parseInt(attribute ?? "", 10), most) : 1;
}
