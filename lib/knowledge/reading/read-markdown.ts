import { type Block, HeadingPath } from "./block.ts";

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
/** A line of YAML: a key, a list's entry, something below either, a remark, or nothing. */
const FRONT_MATTER = /^(?:["']?[\w.-]+["']?[ \t]*:(?:[ \t].*)?|-[ \t].*|[ \t].*|[#\]}].*)?$/;
/** Longer lines are text: looking for marks in them would take for ever. */
const LONGEST_MARKED = 1_000;

/** Markdown: its paragraphs, lists, code and rows of tables under their headings. */
export function* readMarkdown(text: string): Generator<Block> {
  const headings = new HeadingPath();
  const lines = withoutFrontMatter(text.split(/\r?\n/));
  let open: string[] = [];
  const close = function* (): Generator<Block> {
    const paragraph = open.join("\n").trim();
    open = [];
    if (paragraph) yield headings.block(paragraph, "text");
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const isShort = line.length <= LONGEST_MARKED;
    const fence = FENCE.exec(line)?.[1];
    const heading = isShort && HEADING.exec(line);
    if (fence) {
      open.push(line);
      for (at++; at < lines.length; at++) {
        open.push(lines[at] ?? "");
        if (lines[at]?.trimStart().startsWith(fence)) break;
      }
    } else if (heading) {
      yield* close();
      yield* headings.enter(heading[1]?.length ?? 1, plainOf(heading[2] ?? ""));
    } else if (open.length === 1 && isShort && UNDERLINE.test(line)) {
      yield* headings.enter(line.includes("=") ? 1 : 2, plainOf(open.pop() ?? ""));
    } else if (line.includes("|") && isTableRule(lines[at + 1])) {
      yield* close();
      let last = at + 2;
      while (lines[last]?.includes("|")) last++;
      for (const row of rowsOf(lines.slice(at, last))) yield headings.block(row, "row");
      at = last - 1;
    } else if (line.trim() === "") yield* close();
    else open.push(line);
  }
  yield* close();
  yield* headings.end();
}

function isTableRule(line = ""): boolean {
  return line.length <= LONGEST_MARKED && TABLE_RULE.test(line);
}

function* rowsOf([head = "", , ...rows]: string[]): Generator<string> {
  const names = cellsOf(head);
  for (const row of rows) {
    const cells = cellsOf(row).flatMap((cell, index) => {
      const name = names[index];
      return cell ? [name ? `${name}: ${cell}` : cell] : [];
    });
    if (cells.length > 0) yield cells.join(" | ");
  }
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll("\\|", "|").trim());
}

function withoutFrontMatter(lines: string[]): string[] {
  if (lines[0]?.trim() !== "---") return lines;
  const end = lines.findIndex((line, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(line));
  // Between two lines of dashes may as well stand text.
  const isFrontMatter = end > 0 && lines.slice(1, end).every((line) => FRONT_MATTER.test(line));
  return isFrontMatter ? lines.slice(end + 1) : lines;
}

// A heading is shown as the place a passage comes from: without its marks.
function plainOf(heading: string): string {
  return heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*_`]+/g, "");
}
