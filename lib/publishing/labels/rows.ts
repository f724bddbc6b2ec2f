import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { type PassThrough, Readable } from "node:stream";
import Papa from "papaparse";
import { detectEncoding } from "#lib/datasets/detect-encoding.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { decodeSample, textDecoder } from "#lib/datasets/text-decoder.ts";
import { aigcFromText, aigcFromValue } from "./aigc-value.ts";
import { type FoundLabel, foundLabel, type LabelClaim } from "./found-label.ts";
import { wordsIn } from "./words.ts";
import { WrittenBy } from "./xml.ts";

const SAMPLE_BYTES = 64 * 1024;
const MOST_LINE_CHARS = 8 * 1024 ** 2;
const MARK = "ai_generated";
const WORDS_MARK = "ai_label";
const TRUE = /^(?:true|1|yes|y|是)$/i;
const STRUCTURED = new Set(["structured_title", "structured_description"]);
const FALSE = /^(?:false|0|no|n|否)$/i;

/** What rows say in one column of their own. */
class Marks {
  #true = 0;
  #false = 0;
  #blank = 0;
  #other = 0;
  #rows = 0;
  #isThere = false;

  add(value: unknown): void {
    this.#rows++;
    if (value === undefined) {
      this.#blank++;
      return;
    }
    this.#isThere = true;
    const text = String(value ?? "").trim();
    if (text === "") this.#blank++;
    else if (TRUE.test(text)) this.#true++;
    else if (FALSE.test(text)) this.#false++;
    else this.#other++;
  }

  labelAt(place: string): FoundLabel | null {
    if (!this.#isThere) return null;
    const params = { rows: this.#rows };
    return foundLabel({
      ...{ kind: "column", place, claim: this.#claim() },
      value: `true ${this.#true} · false ${this.#false} · – ${this.#blank} · ? ${this.#other}`,
      problems: [
        ...(this.#other > 0
          ? [{ code: "label_rows_unclear", params: { ...params, count: this.#other }, isError: true }]
          : []),
        ...(this.#blank > 0
          ? [{ code: "label_rows_blank", params: { ...params, count: this.#blank }, isError: true }]
          : []),
      ],
    });
  }

  #claim(): LabelClaim {
    if (this.#true > 0 && this.#false > 0) return "mixed";
    if (this.#true > 0) return "ai";
    return this.#false > 0 ? "not-ai" : "unclear";
  }
}

/** The text of a file, part by part, whatever its encoding. */
export async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = textDecoder(detectEncoding(await beginningOf(path)).encoding);
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) yield decoder.write(part);
  yield decoder.end();
}

/** The first bytes of a file. */
export async function beginningOf(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * The labels of a table of text: the columns `ai_generated` and `ai_label`, and who wrote the structured texts of a feed for
 * Google. @throws FileRefusal where a row never ends.
 */
export async function labelsInTable(path: string): Promise<FoundLabel[]> {
  const marks = new Marks();
  let [markAt, wordsAt] = [-1, -1];
  let words: FoundLabel | null = null;
  let isHeader = true;
  let structuredAt: number[] = [];
  const writtenBy = new WrittenBy();
  for await (const cells of rowsOf(path)) {
    if (isHeader) {
      const names = cells.map((cell) => cell.trim().toLowerCase());
      [markAt, wordsAt] = [names.indexOf(MARK), names.indexOf(WORDS_MARK)];
      structuredAt = names.flatMap((name, at) => (STRUCTURED.has(name) ? [at] : []));
      isHeader = false;
      if (markAt < 0 && wordsAt < 0 && structuredAt.length === 0) return [];
      continue;
    }
    if (cells.length === 1 && cells[0] === "") continue;
    if (markAt >= 0) marks.add(cells[markAt] ?? "");
    if (wordsAt >= 0) words ??= wordsIn(cells[wordsAt] ?? "");
    for (const at of structuredAt) {
      const [, source] = /^\s*([a-z_]+):/.exec(cells[at] ?? "") ?? [];
      if (source !== undefined) writtenBy.add(source);
    }
  }
  const ofFeed = writtenBy.labelAt("TSV › structured_title, structured_description");
  return [...labelsOf(marks, words, "CSV"), ...(ofFeed ? [ofFeed] : [])];
}

async function* rowsOf(path: string): AsyncGenerator<string[]> {
  // Left to itself the parser takes commas in texts for what divides cells.
  const delimiter = (await isByTabs(path)) ? "\t" : "";
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { header: false, delimiter }) as unknown as PassThrough;
  const source = Readable.from(bounded(textOf(path)), { objectMode: true, highWaterMark: 4 });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const row of parser as AsyncIterable<string[]>) yield row;
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function isByTabs(path: string): Promise<boolean> {
  const beginning = await beginningOf(path);
  const [header = ""] = decodeSample(beginning, detectEncoding(beginning).encoding).split(/[\r\n]/);
  return header.includes("\t") && !/[,;|]/.test(header);
}

// A quote that is never closed would make the rest of the file one cell.
async function* bounded(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let since = 0;
  for await (const part of parts) {
    since = /[\r\n]/.test(part) ? 0 : since + part.length;
    if (since > MOST_LINE_CHARS) throw new FileRefusal("file_too_complex");
    if (part !== "") yield part;
  }
}

/** The labels of lines of JSON: their fields `ai_generated`, `ai_label` and `AIGC`. @throws FileRefusal for a line that never ends. */
export async function labelsInLines(path: string): Promise<FoundLabel[]> {
  const marks = new Marks();
  let words: FoundLabel | null = null;
  const labels: FoundLabel[] = [];
  let [number, unreadable] = [0, 0];
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === "") continue;
    const value = objectIn(line);
    if (!value) {
      unreadable++;
      continue;
    }
    marks.add(Object.hasOwn(value, MARK) ? (value[MARK] ?? "") : undefined);
    if (typeof value[WORDS_MARK] === "string") words ??= wordsIn(value[WORDS_MARK]);
    if (Object.hasOwn(value, "AIGC") && labels.length < MOST_LABELS)
      labels.push(aigcFromValue(value.AIGC, `JSONL ${number} › AIGC`));
  }
  const found = [...labelsOf(marks, words, "JSONL"), ...labels];
  const [first] = found;
  if (first && unreadable > 0)
    first.problems.push({ code: "label_lines_broken", params: { count: unreadable }, isError: true });
  return found;
}

const MOST_LABELS = 20;

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const part of textOf(path)) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MOST_LINE_CHARS) throw new FileRefusal("file_too_complex");
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The label of a JSON file, such as the one that lies beside a published file; `null`: it is no JSON, or too long. */
export function labelsInJson(text: string): FoundLabel[] | null {
  const value = objectIn(text);
  if (!value) return null;
  const labels: FoundLabel[] = [];
  const isFlat = ["Label", "ContentProducer", "ProduceID"].every((field) => Object.hasOwn(value, field));
  if (Object.hasOwn(value, "AIGC") && typeof value.AIGC === "object")
    labels.push(
      Object.keys(value).length === 1
        ? aigcFromText(text, "JSON › AIGC")
        : aigcFromValue(value.AIGC, "JSON › AIGC"),
    );
  else if (isFlat) labels.push(aigcFromText(text, "JSON"));
  const marks = new Marks();
  if (Object.hasOwn(value, MARK)) marks.add(value[MARK] ?? "");
  const words = typeof value[WORDS_MARK] === "string" ? wordsIn(value[WORDS_MARK]) : null;
  return [...labels, ...labelsOf(marks, words, "JSON")];
}

function labelsOf(marks: Marks, words: FoundLabel | null, where: string): FoundLabel[] {
  const mark = marks.labelAt(`${where} › ${MARK}`);
  return [...(mark ? [mark] : []), ...(words ? [{ ...words, place: `${where} › ${WORDS_MARK}` }] : [])];
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
