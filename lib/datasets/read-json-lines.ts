import { cutText, storableText } from "#lib/storable-text.ts";
import type { Encoding, JsonLayout } from "./file-format.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { JsonText } from "./json-values.ts";
import { JsonValues } from "./json-values.ts";
import { plainNumber } from "./number-format.ts";
import { BROKEN_CHARACTER, readText, showBroken } from "./read-text.ts";
import {
  type CellFault,
  isBlank,
  MAX_CELL_CHARACTERS,
  MAX_RECORD_CHARACTERS,
  type SourceReader,
  type SourceRow,
} from "./source-row.ts";

/** Lines looked at for the names of columns. */
const LINES_FOR_KEYS = 1_000;

interface JsonFormat {
  encoding: Encoding;
  layout: JsonLayout;
}

/** The keys of a .jsonl file in the order in which its first lines bring them up. */
export async function readJsonKeys(path: string, { encoding, layout }: JsonFormat): Promise<string[]> {
  const keys = new Set<string>();
  let seen = 0;
  for await (const lines of textsOf(readText(path, encoding).chunks(), layout)) {
    for (const { text } of lines) {
      const values = parseLine(text);
      if (values) for (const key of Object.keys(values)) keys.add(key);
      if (++seen >= LINES_FOR_KEYS) return [...keys];
    }
  }
  return [...keys];
}

/** Opens a file of JSON objects whose columns are `keys`. */
export function openJsonLines(
  path: string,
  { encoding, layout }: JsonFormat,
  keys: readonly string[],
): SourceReader {
  const text = readText(path, encoding);
  const columnOf = new Map(keys.map((key, index) => [key, index]));
  return {
    async *rows() {
      for await (const lines of textsOf(text.chunks(), layout)) {
        const rows = lines
          .map(({ line, text }) => rowOf(line, text, columnOf))
          .filter((row) => !isBlank(row));
        if (rows.length > 0) yield rows;
      }
    },
    bytesRead: text.bytesRead,
    close: async () => {},
  };
}

/** The values of a JSON object as texts, numbers digit by digit as they were written; `null` for no object. */
export function parseLine(text: string): Record<string, string> | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, keepDigits);
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
  return Object.fromEntries(Object.entries(parsed).map(([key, value]) => [storableText(key), textOf(value)]));
}

/** A line without the brackets and commas of a list that has one object a line. */
export function bareLine(line: string): string {
  const text = line.trim().replace(/^\[\s*(?=\{|$)/, "");
  if (/^\],?$/.test(text)) return "";
  return text.startsWith("{") ? text.replace(/(?<=\})\s*(?:,\s*)?\]?$/, "") : text;
}

class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  // Inside a nested value it is the number as it was written.
  toJSON(): unknown {
    return (JSON as typeof JSON & { rawJSON(text: string): unknown }).rawJSON(this.text);
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" && context?.source !== undefined ? new Digits(context.source) : value;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof Digits) return /[eE]/.test(value.text) ? plainNumber(value.text) : value.text;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function rowOf(line: number, text: string, columnOf: Map<string, number>): SourceRow {
  if (text.includes(BROKEN_CHARACTER)) {
    const value = showBroken(cutText(text, 200));
    return { sourceRow: line, cells: [], faults: [{ cell: -1, rule: "broken_character", value }] };
  }
  const values = parseLine(text);
  if (!values) {
    return {
      sourceRow: line,
      cells: [],
      faults: [{ cell: -1, rule: "broken_json", value: cutText(text, 200) }],
    };
  }
  const cells: string[] = Array.from({ length: columnOf.size }, () => "");
  const faults: CellFault[] = [];
  for (const [key, value] of Object.entries(values)) {
    const cell = columnOf.get(key);
    if (cell === undefined) faults.push({ cell: -1, rule: "unknown_key", value: cutText(key, 200) });
    else if (value.length > MAX_CELL_CHARACTERS) {
      faults.push({ cell, rule: "cell_too_long", value: `${cutText(value, 200)}…` });
    } else cells[cell] = value;
  }
  return { sourceRow: line, cells, ...(faults.length > 0 && { faults }) };
}

function textsOf(chunks: AsyncIterable<string>, layout: JsonLayout): AsyncGenerator<JsonText[]> {
  return layout === "lines" ? linesOf(chunks) : valuesOf(chunks);
}

async function* valuesOf(chunks: AsyncIterable<string>): AsyncGenerator<JsonText[]> {
  const values = new JsonValues();
  for await (const chunk of chunks) {
    const found = values.push(chunk);
    if (found.length > 0) yield found;
  }
  const rest = values.end();
  if (rest.length > 0) yield rest;
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<JsonText[]> {
  let rest = "";
  let line = 1;
  const number = (texts: string[]) =>
    texts.map((text) => ({ line: line++, text: bareLine(text) })).filter(({ text }) => text !== "");
  for await (const chunk of chunks) {
    const texts = (rest + chunk).split("\n");
    rest = texts.pop() ?? "";
    if (rest.length > MAX_RECORD_CHARACTERS)
      throw new FileRefusal("line_too_long", { line: line + texts.length });
    const lines = number(texts);
    if (lines.length > 0) yield lines;
  }
  const lines = number([rest]);
  if (lines.length > 0) yield lines;
}
