import { hash } from "node:crypto";

const CHARACTERS = 16;

/**
 * What tells the values that an output was made from by others: a part of the SHA-256 of these columns of its row, in
 * their order. db/queries/row-digest.ts says the same of a row in the database. No value holds a U+0000.
 */
export function rowDigest(columns: readonly string[], values: Readonly<Record<string, string>>): string {
  const read = columns.map((name) => (Object.hasOwn(values, name) ? values[name] : ""));
  return hash("sha256", read.join("\0"), "hex").slice(0, CHARACTERS);
}
