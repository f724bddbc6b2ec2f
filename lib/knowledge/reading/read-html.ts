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
      onopentag: (name, attributes) => reader.open(name, "hidden" in attributes),
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

interface Row {
  cells: string[];
  /** Whether all its cells are marked as headers. */
  isHead: boolean;
}

/** Two columns are as often a name and its value. */
const LEAST_NAMED_COLUMNS = 3;
const LONGEST_NAME = 60;

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

  open(name: string, isHidden: boolean): void {
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
    else if ((name === "td" || name === "th") && this.#tables === 1) this.#row?.cells.push(this.#taken());
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

  #endRow(): void {
    const row = this.#row;
    this.#row = null;
    if (row?.cells.some((cell) => cell !== ""))
      this.#rows.push({ row, block: this.#headings.block("", "row") });
  }

  #endTable(): void {
    const rows = this.#rows;
    this.#rows = [];
    const header = headerOf(rows.map(({ row }) => row));
    for (const [index, { row, block }] of rows.entries())
      if (index !== header)
        this.blocks.push({ ...block, text: rowText(row, index > header ? rows[header]?.row : undefined) });
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
 * Which row names the columns below it: one that is marked so, or, as in Word where nobody marks it, a first full row of
 * names; -1 for none.
 */
function headerOf(rows: readonly Row[]): number {
  const marked = rows.findIndex(({ isHead }) => isHead);
  if (marked >= 0) return marked;
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const first = rows.findIndex(({ cells }) => cells.length === width);
  const isNamed = width >= LEAST_NAMED_COLUMNS && first < rows.length - 1 && rows[first]?.cells.every(isName);
  return isNamed ? first : -1;
}

function isName(cell: string): boolean {
  return cell.length <= LONGEST_NAME && /\p{L}/u.test(cell);
}

function rowText({ cells }: Row, header: Row | undefined): string {
  const named = cells.flatMap((cell, index) => {
    const name = header?.cells[index];
    return cell ? [name ? `${name}: ${cell}` : cell] : [];
  });
  return named.join(" | ");
}
