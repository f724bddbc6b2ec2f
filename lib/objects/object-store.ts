import type { Readable } from "node:stream";

export type ObjectKind = "uploads" | "publications" | "provider-batches" | "assets" | "renditions";

/** Where an object lies: its kind, and a name made of ids and never of what somebody has typed. */
export type ObjectKey = `${ObjectKind}/${string}`;

/** An object as a listing tells it. */
export interface ListedObject<Key extends string = ObjectKey> {
  key: Key;
  changedAt: Date;
}

/** An object to be read once, from its first byte to its last. */
export interface OpenObject {
  bytes: number;
  content: Readable;
}

/** An object as a file on this machine. */
export interface LocalCopy {
  path: string;
  bytes: number;
  /** To be called once nobody reads it any more; a copy goes then. */
  release(): Promise<void>;
}

/**
 * Where files lie that several processes need: a folder, or a bucket that machines without a common disk share.
 * Everything throws an ObjectStoreError when a bucket cannot be reached or refuses.
 */
export interface ObjectStore<Key extends string = ObjectKey> {
  /**
   * Keeps content under a key, in place of what was there. It is there when all of it is, and safe by then; content
   * that breaks off leaves everything as it was, and its error is thrown.
   * @returns its bytes.
   */
  put(key: Key, content: AsyncIterable<Uint8Array>): Promise<number>;
  /** `null` when there is no such object. */
  get(key: Key): Promise<OpenObject | null>;
  /** What is not there is deleted already. */
  delete(key: Key): Promise<void>;
  /** Objects whose keys begin so, in no order. */
  list(prefix: Key): AsyncIterable<ListedObject<Key>>;
  /** For readers that jump about in a file: the file itself, or a copy. `null` when there is no such object. */
  localCopy(key: Key): Promise<LocalCopy | null>;
}
