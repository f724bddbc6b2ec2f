import { createReadStream } from "node:fs";
import { type FileHandle, open, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { scratchPath } from "#lib/objects/scratch.ts";
import type { ItemCells } from "./fill-sheet.ts";

const BLOCK_CHARACTERS = 256 * 1024;

/** Rows that wait on the disk until the sheet is written, so that their number takes no memory. */
export class RowStore {
  readonly #path: string;
  readonly #file: FileHandle;
  #lines = "";
  #written = 0;
  readonly #places = new Map<number, { at: number; bytes: number }>();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async open(): Promise<RowStore> {
    const path = await scratchPath();
    return new RowStore(path, await open(path, "wx+", 0o600));
  }

  /** Keeps a row behind the others; by a number, if it is to be had by that. */
  async add(row: ItemCells, number?: number): Promise<void> {
    const line = `${JSON.stringify(row)}\n`;
    if (number !== undefined) {
      await this.#flush();
      this.#places.set(number, { at: this.#written, bytes: Buffer.byteLength(line) });
    }
    this.#lines += line;
    if (this.#lines.length >= BLOCK_CHARACTERS || number !== undefined) await this.#flush();
  }

  /** The row that was kept by a number; `null` where none was. */
  async at(number: number): Promise<ItemCells | null> {
    const place = this.#places.get(number);
    if (!place) return null;
    const bytes = Buffer.alloc(place.bytes);
    await this.#file.read(bytes, 0, place.bytes, place.at);
    return JSON.parse(bytes.toString("utf8")) as ItemCells;
  }

  /** All rows, in the order in which they were kept. */
  async *rows(): AsyncGenerator<ItemCells> {
    await this.#flush();
    const input = createReadStream(this.#path, { encoding: "utf8" });
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
      yield JSON.parse(line) as ItemCells;
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#path, { force: true });
  }

  async #flush(): Promise<void> {
    if (this.#lines === "") return;
    const bytes = Buffer.from(this.#lines);
    this.#lines = "";
    await this.#file.write(bytes, 0, bytes.length, this.#written);
    this.#written += bytes.length;
  }
}
