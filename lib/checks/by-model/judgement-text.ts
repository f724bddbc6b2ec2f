import { hash } from "node:crypto";
import { storableText } from "#lib/storable-text.ts";

/**
 * A value as a model reads it, in one line of JSON in which no mark of a prompt can stand: whatever a text says, it cannot
 * end the part of the prompt that it is in.
 */
export function quotedData(value: unknown): string {
  return storableText(JSON.stringify(value) ?? "null")
    .replaceAll("<", "\\u003c")
    .replaceAll(">", "\\u003e")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

/** These fields of an output; all of it where none are named. */
export function shownFields(
  output: Readonly<Record<string, unknown>>,
  fields: readonly string[] | undefined,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).filter(([name]) => !fields || fields.includes(name)));
}

const CHARACTERS = 10;

/** What tells one way of judging from another. */
export function judgedBy(parts: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "hex").slice(0, CHARACTERS);
}
