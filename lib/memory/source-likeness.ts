import { foldText, hasCjk } from "#lib/folded-text.ts";
import { normalSource } from "./memory-source.ts";

/** From where on a source is like another: the share of their pieces that both have. */
export const LEAST_LIKE = 0.75;

const LETTERS_OF_A_PIECE = 3;
/** A character of a script without spaces says as much as several letters. */
const CJK_OF_A_PIECE = 2;
const LONGEST = 4_000;
// Sixteen bands of four find 99.8 of a hundred pairs that are 75 % alike, and of those half alike not two in three.
const BANDS = 16;
const ROWS_OF_A_BAND = 4;

const SEEDS = Uint32Array.from({ length: BANDS * ROWS_OF_A_BAND }, (_, index) => mixed(index + 1));

/** Hashes of the pieces of a text, in order and each once: the same on every machine, whatever its locale. */
export function gramsOf(source: string): number[] {
  const text = ` ${foldText(normalSource(source).slice(0, LONGEST)).text} `;
  const letters = [...text];
  const length = hasCjk(text) ? CJK_OF_A_PIECE : LETTERS_OF_A_PIECE;
  const grams = new Set<number>();
  for (let at = 0; at + length <= letters.length; at++)
    grams.add(hashOf(letters.slice(at, at + length).join("")) | 0);
  return [...grams].sort((a, b) => a - b);
}

/** Where a text lies in an index in which texts alike lie together. */
export function bandsOf(grams: readonly number[]): number[] {
  const least = new Uint32Array(SEEDS.length).fill(0xffffffff);
  for (const gram of grams)
    for (let row = 0; row < SEEDS.length; row++) {
      const hash = mixed((gram ^ (SEEDS[row] as number)) >>> 0);
      if (hash < (least[row] as number)) least[row] = hash;
    }
  return Array.from({ length: BANDS }, (_, band) => {
    let hash = mixed(band + 1);
    for (let row = 0; row < ROWS_OF_A_BAND; row++)
      hash = mixed((hash ^ (least[band * ROWS_OF_A_BAND + row] as number)) >>> 0);
    return hash | 0;
  });
}

/** How alike two texts are, from 0 to 1, by their pieces in order. */
export function sourceLikeness(one: readonly number[], other: readonly number[]): number {
  let [shared, a, b] = [0, 0, 0];
  while (a < one.length && b < other.length) {
    const difference = (one[a] as number) - (other[b] as number);
    if (difference === 0) shared++;
    if (difference <= 0) a++;
    if (difference >= 0) b++;
  }
  const all = one.length + other.length - shared;
  return all === 0 ? 0 : shared / all;
}

function hashOf(piece: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < piece.length; at++) hash = Math.imul(hash ^ piece.charCodeAt(at), 0x01000193);
  return mixed(hash >>> 0);
}

// Every bit of the answer depends on every bit of the number.
function mixed(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
