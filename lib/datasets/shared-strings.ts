import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { BoundedXml } from "./bounded-xml.ts";
import { MAX_CELL_CHARACTERS } from "./source-row.ts";
import { unescapeText } from "./unescape-text.ts";

const BLOCK_BYTES = 64 * 1024;
const CACHED_BLOCKS = 256;

/**
 * The strings a workbook's cells refer to by number, in bounded memory: their text goes to a file, and only where
 * each one starts is kept. They are parsed no further than the cells read so far ask for, because workbooks
 * number them in the order in which the cells use them.
 */
export class SharedStrings {
  readonly #path: string;
  readonly #file: number;
  readonly #chunks: AsyncIterator<string>;
  readonly #parser = this.#listen();
  #starts = new Float64Array(1024);
  #count = 0;
  #ended = false;
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #written = 0;
  readonly #blocks = new Map<number, Buffer>();

  /**
   * @param chunks the text of sharedStrings.xml.
   * @param path where the text is kept while the workbook is read; made, and removed by `close`.
   */
  constructor(chunks: AsyncIterable<string>, path: string) {
    this.#path = path;
    this.#file = openSync(path, "w+", 0o600);
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Parses on until string `index` is there, or there are no more. */
  async readUpTo(index: number): Promise<void> {
    while (this.#count <= index && !this.#ended) {
      const next = await this.#chunks.next();
      if (next.done) {
        this.#ended = true;
        this.#parser.close();
      } else this.#parser.write(next.value);
    }
  }

  /** String `index`, which `readUpTo` has reached; `null` when the workbook has no such string. */
  at(index: number): string | null {
    if (index >= this.#count || index < 0) return null;
    const start = this.#starts[index] ?? 0;
    const end = index + 1 < this.#count ? (this.#starts[index + 1] ?? 0) : this.#written + this.#tailBytes;
    return start === end ? "" : this.#read(start, end);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
    closeSync(this.#file);
    rmSync(this.#path, { force: true });
  }

  #listen(): BoundedXml {
    let text = "";
    let inText = false;
    let inPhonetic = false;
    return new BoundedXml({
      open: ({ name }) => {
        const tag = localName(name);
        if (tag === "si") text = "";
        else if (tag === "rPh") inPhonetic = true;
        else if (tag === "t") inText = !inPhonetic;
      },
      text: (part) => {
        if (inText && text.length <= MAX_CELL_CHARACTERS) text += part;
      },
      close: (name) => {
        const tag = localName(name);
        if (tag === "t") inText = false;
        else if (tag === "rPh") inPhonetic = false;
        else if (tag === "si") this.#add(unescapeText(text));
      },
    });
  }

  #add(text: string): void {
    if (this.#count === this.#starts.length) {
      const grown = new Float64Array(this.#starts.length * 2);
      grown.set(this.#starts);
      this.#starts = grown;
    }
    this.#starts[this.#count++] = this.#written + this.#tailBytes;
    const bytes = Buffer.from(text);
    this.#tail.push(bytes);
    this.#tailBytes += bytes.length;
    if (this.#tailBytes >= BLOCK_BYTES) this.#flush();
  }

  #flush(): void {
    if (this.#tailBytes === 0) return;
    // A block cached while it was the last one of the file was shorter than it is now.
    this.#blocks.delete(Math.floor(this.#written / BLOCK_BYTES));
    writeSync(this.#file, Buffer.concat(this.#tail), 0, this.#tailBytes, this.#written);
    this.#written += this.#tailBytes;
    this.#tail = [];
    this.#tailBytes = 0;
  }

  #read(start: number, end: number): string {
    if (end > this.#written) this.#flush();
    const first = Math.floor(start / BLOCK_BYTES);
    const last = Math.floor((end - 1) / BLOCK_BYTES);
    if (first === last)
      return this.#block(first).toString("utf8", start % BLOCK_BYTES, end - first * BLOCK_BYTES);
    const parts = [];
    for (let block = first; block <= last; block++) parts.push(this.#block(block));
    return Buffer.concat(parts).toString("utf8", start - first * BLOCK_BYTES, end - first * BLOCK_BYTES);
  }

  #block(number: number): Buffer {
    const cached = this.#blocks.get(number);
    if (cached) {
      // Re-inserted, so that the map's first key is the one unused for longest.
      this.#blocks.delete(number);
      this.#blocks.set(number, cached);
      return cached;
    }
    const block = Buffer.alloc(Math.min(BLOCK_BYTES, this.#written - number * BLOCK_BYTES));
    readSync(this.#file, block, 0, block.length, number * BLOCK_BYTES);
    this.#blocks.set(number, block);
    if (this.#blocks.size > CACHED_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value ?? 0);
    return block;
  }
}

/** An element's name without its namespace prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}
