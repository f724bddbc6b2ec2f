import type { Block } from "./block.ts";

/** Plain text: its paragraphs, told apart by empty lines. */
export function* readPlain(text: string): Generator<Block> {
  for (const part of text.split(/\r?\n[^\S\n]*\r?\n/)) {
    const paragraph = part.trim();
    if (paragraph) yield { text: paragraph, place: { headings: [] }, kind: "text" };
  }
}
