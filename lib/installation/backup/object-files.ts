import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectKey, ObjectKind, ObjectStore } from "#lib/objects/object-store.ts";
import { type KeptFile, writeKeptFile } from "./kept-file.ts";

// What is on its way to or from a provider is gathered or fetched again; smaller copies of pictures are made again.
const IS_KEPT: Record<ObjectKind, boolean> = {
  uploads: true,
  publications: true,
  assets: true,
  "provider-batches": false,
  renditions: false,
};

/** The kinds of objects that a backup holds. */
export const KEPT_KINDS = (Object.keys(IS_KEPT) as ObjectKind[]).filter((kind) => IS_KEPT[kind]);
const KEPT_KEY = new RegExp(`^(?:${KEPT_KINDS.join("|")})/[\\w.-]+$`);

/** Whether a line of a backup names an object: whoever wrote it does not choose where on this machine something lies. */
export function isKeptKey(key: string): key is ObjectKey {
  return KEPT_KEY.test(key);
}

interface KeptObject extends KeptFile {
  key: ObjectKey;
  changedAt: Date;
}

/** Copies objects into a backup, again and again: each time those that are new. */
export class ObjectFiles {
  readonly #folder: string;
  readonly #store: ObjectStore;
  readonly #kept = new Map<ObjectKey, KeptObject>();

  constructor(folder: string, store: ObjectStore) {
    this.#folder = folder;
    this.#store = store;
  }

  /** Copies what is there and not yet copied as it is now. What is deleted meanwhile stays in the backup. */
  async copyNew(): Promise<void> {
    for (const kind of KEPT_KINDS)
      for await (const { key, changedAt } of this.#store.list(`${kind}/`)) {
        if (this.#kept.get(key)?.changedAt.getTime() === changedAt.getTime()) continue;
        const found = await this.#store.get(key);
        if (!found) continue;
        const path = objectPath(key);
        await rm(join(this.#folder, path), { force: true });
        const file = await writeKeptFile(this.#folder, path, found.content);
        this.#kept.set(key, { ...file, key, changedAt });
      }
  }

  get bytes(): number {
    return [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get count(): number {
    return this.#kept.size;
  }

  /** What was copied, one object a line. */
  *lines(): Generator<string> {
    for (const { key, bytes, sha256 } of this.#kept.values())
      yield `${JSON.stringify({ key, bytes, sha256 })}\n`;
  }
}

/** Where an object lies in a backup. */
export function objectPath(key: string): string {
  return `objects/${key}`;
}

/** Puts an object of a backup into the store, in place of what may be there. */
export async function putObjectFile(folder: string, store: ObjectStore, key: ObjectKey): Promise<void> {
  await store.put(key, createReadStream(join(folder, objectPath(key))));
}

/** How many objects of the store are none of these. */
export async function countOthers(store: ObjectStore, keys: ReadonlySet<string>): Promise<number> {
  let others = 0;
  for (const kind of KEPT_KINDS)
    for await (const { key } of store.list(`${kind}/`)) if (!keys.has(key)) others++;
  return others;
}
