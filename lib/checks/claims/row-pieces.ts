import { foldText, hasCjk } from "#lib/folded-text.ts";
import { type Fact, factOf } from "./facts.ts";

/** A name or entry of a row that a text may have word for word. */
export interface Needle {
  /** Folded. */
  text: string;
  fact: Fact;
}

const MAX_NAME_CHARS = 60;
const LIST_SEPARATORS = /[,，、;；|\n•·/]+/;

/** The needles of a row, longest first, so that "white musk" is one fact and not "musk" beside a word. */
export function needlesOf(source: Readonly<Record<string, string>>): Needle[] {
  return Object.entries(source)
    .flatMap(([column, value]) =>
      piecesOf(value).flatMap(({ text: piece, from }) => {
        const { text } = foldText(piece);
        const isWordy = /\p{L}/u.test(text) && text.length >= (hasCjk(text) ? 2 : 3);
        return isWordy ? [{ fact: factOf(column, from, from + piece.length), text }] : [];
      }),
    )
    .sort((a, b) => b.text.length - a.text.length);
}

/** A cell's value, and each entry of the list that it is. */
export function piecesOf(value: string): { text: string; from: number }[] {
  const pieces = value.length > 0 ? [{ text: value, from: 0 }] : [];
  let from = 0;
  for (const piece of value.split(LIST_SEPARATORS)) {
    const at = value.indexOf(piece, from);
    from = at + piece.length;
    if (piece.length !== value.length) pieces.push({ text: piece, from: at });
  }
  return pieces.flatMap(({ text, from }) => {
    const trimmed = text.trim();
    if (trimmed === "" || text.length > MAX_NAME_CHARS) return [];
    return [{ text: trimmed, from: from + text.indexOf(trimmed) }];
  });
}
