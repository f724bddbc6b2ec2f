import { once } from "node:events";
import { PassThrough } from "node:stream";
import { AppError } from "#lib/app-error.ts";
import type { RequestFile } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import type { ObjectKey, ObjectStore } from "#lib/objects/object-store.ts";

/** Lines on their way into the object store, with a break between two and none at the end. */
export class RequestLines {
  bytes = 0;
  readonly #store: ObjectStore;
  readonly #key: ObjectKey;
  readonly #out = new PassThrough();
  readonly #stored: Promise<number>;

  constructor(store: ObjectStore, key: ObjectKey) {
    this.#store = store;
    this.#key = key;
    // Whoever abandons the lines, or adds to them, hears of it from the store.
    this.#out.on("error", () => {});
    this.#stored = store.put(key, this.#out);
    this.#stored.catch(() => {});
  }

  async add(line: string): Promise<void> {
    const text = this.bytes === 0 ? line : `\n${line}`;
    this.bytes += Buffer.byteLength(text);
    // A store that has failed takes nothing more, and says so.
    if (!this.#out.write(text)) await Promise.race([once(this.#out, "drain"), this.#stored]);
  }

  /** All of them are added: what they are to whoever sends them. */
  async close(): Promise<Pick<RequestFile, "bytes" | "open">> {
    this.#out.end();
    const bytes = await this.#stored;
    return { bytes, open: () => this.#open() };
  }

  /** Nothing of them is kept, unless they are closed already. */
  async abandon(): Promise<void> {
    this.#out.destroy(new AppError("The requests of a provider batch were abandoned."));
    await this.#stored.catch(() => {});
  }

  async #open(): Promise<AsyncIterable<Buffer>> {
    const found = await this.#store.get(this.#key);
    if (!found)
      throw new AppError("The requests of a provider batch are gone.", { facts: { key: this.#key } });
    return found.content;
  }
}
