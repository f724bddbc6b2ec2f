import type { CheckedText } from "../check.ts";

/** What is kept of a text to find others like it, and nothing by which it could be read. */
export interface Fingerprint {
  /** A byte of each of the least hashes of what it says: the share that two have in common tells how alike they are. */
  signature: Uint8Array;
  /** Hashes of its bands: two texts that are alike share at least one, nearly always. */
  bands: readonly bigint[];
}

// 256 hashes tell the likeness to about two points of a hundred. Fourteen bands of five find 99.6 of a hundred pairs that
// are 80 % alike and 92 of a hundred that are 70 %, and only 3 of a hundred places of pairs that are half alike.
const HASHES = 256;
const BANDS = 14;
const ROWS_OF_A_BAND = 5;
const WORDS_OF_A_SHINGLE = 3;
const TOKEN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{M}\p{N}]+/gu;
/** A character of these scripts says about half of what a word says. */
const IS_CHARACTER = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;
const CHARACTERS_OF_A_SHINGLE = 4;

const [MULTIPLIERS, SUMMANDS] = permutations();

/** The fingerprint of an output's texts, the same on every machine; `null` where they say nothing. */
export function fingerprintOf(texts: readonly Pick<CheckedText, "folded">[]): Fingerprint | null {
  const least = new Uint32Array(HASHES).fill(0xffffffff);
  const shingles = shinglesOf(texts);
  if (shingles.size === 0) return null;
  for (const shingle of shingles)
    for (let i = 0; i < HASHES; i++) {
      const hash = mixed((Math.imul(shingle, MULTIPLIERS[i] as number) + (SUMMANDS[i] as number)) >>> 0);
      if (hash < (least[i] as number)) least[i] = hash;
    }
  const bands = Array.from({ length: BANDS }, (_, band) => bandOf(least, band));
  return { signature: Uint8Array.from(least, (hash) => hash & 0xff), bands };
}

/** How alike two texts are, from 0 to 1, by their signatures: the share of what they say that both say. */
export function likeness(one: Uint8Array, other: Uint8Array): number {
  let same = 0;
  for (let i = 0; i < HASHES; i++) if (one[i] === other[i]) same++;
  // Of bytes that stand for different hashes, one in 256 is the same by chance.
  const byChance = 1 / 256;
  return Math.max(0, (same / HASHES - byChance) / (1 - byChance));
}

/**
 * The places of a fingerprint in an index that others share: the same bands lie elsewhere for another scope, and those of one
 * scope lie together, so that a batch's own part of the index stays at hand.
 */
export function bandKeys({ bands }: Pick<Fingerprint, "bands">, scope: string): string[] {
  let seed = 0xcbf29ce484222325n;
  for (const letter of scope) seed = BigInt.asUintN(64, (seed ^ BigInt(letter.codePointAt(0) ?? 0)) * PRIME);
  const start = BigInt.asUintN(64 - BITS_WITHIN, seed ^ (seed >> 24n) ^ (seed >> 48n)) << BigInt(BITS_WITHIN);
  return bands.map((band) => {
    const mixed = (band ^ seed) * PRIME;
    const within = BigInt.asUintN(BITS_WITHIN, mixed ^ (BigInt.asUintN(64, mixed) >> 29n));
    return BigInt.asIntN(64, start | within).toString();
  });
}

const PRIME = 0x100000001b3n;
// A million outputs share one of these places by chance in one of a hundred thousand lookups.
const BITS_WITHIN = 40;

function bandOf(least: Uint32Array, band: number): bigint {
  let hash = BigInt(band + 1);
  for (let row = 0; row < ROWS_OF_A_BAND; row++)
    hash = BigInt.asUintN(64, (hash ^ BigInt(least[band * ROWS_OF_A_BAND + row] as number)) * PRIME + hash);
  return hash;
}

// Stretches of words, or of characters where words have no spaces between them; numbers count as words.
function shinglesOf(texts: readonly Pick<CheckedText, "folded">[]): Set<number> {
  const shingles = new Set<number>();
  for (const { folded } of texts) {
    const tokens = folded.text.match(TOKEN) ?? [];
    const hashes = tokens.map(hashOf);
    const length =
      tokens.filter((token) => IS_CHARACTER.test(token)).length * 2 > tokens.length
        ? CHARACTERS_OF_A_SHINGLE
        : WORDS_OF_A_SHINGLE;
    const last = Math.max(0, hashes.length - length);
    for (let at = 0; at <= last && hashes.length > 0; at++) {
      let shingle = 0x811c9dc5;
      for (const hash of hashes.slice(at, at + length)) shingle = Math.imul(shingle ^ hash, 0x01000193);
      shingles.add(mixed(shingle >>> 0));
    }
  }
  return shingles;
}

function hashOf(token: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < token.length; at++) hash = Math.imul(hash ^ token.charCodeAt(at), 0x01000193);
  return mixed(hash >>> 0);
}

// Every bit of the answer depends on every bit of the number.
function mixed(number: number): number {
  let hash = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

// Fixed numbers for good: what is kept was made with them.
function permutations(): [Uint32Array, Uint32Array] {
  let state = 0x9e3779b9;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mixed(state);
  };
  return [Uint32Array.from({ length: HASHES }, () => next() | 1), Uint32Array.from({ length: HASHES }, next)];
}
