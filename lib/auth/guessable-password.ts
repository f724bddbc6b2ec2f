import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { withoutWalks } from "./keyboard-walks.ts";

/** zxcvbn's "safely unguessable": more than 10⁸ guesses, slow ones as ours are. */
const LEAST_SCORE = 3;

const SHORTEST_WORD = 4;
const LEAST_OF_ITS_OWN = 6;

// Of this product, and what people who write Chinese choose first.
const OWN_WORDS = [
  "presswork",
  "company",
  "woaini",
  "aini",
  "1314520",
  "5201314",
  "zhongguo",
  "mima",
  "guanliyuan",
  "huawei",
];

let factory: ZxcvbnFactory | undefined;

/**
 * Whether a password is among the first that an attacker would try: the common ones with what people append and
 * replace, runs of keys, repetitions, dates, and what is known of its owner. Offline.
 * @param theirs e-mail, name and the like.
 */
export function isGuessable(password: string, theirs: readonly string[] = []): boolean {
  factory ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const words = theirs.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter(Boolean);
  const own = without(password, words);
  // Of walks, zxcvbn counts each turn, each shifted key and each piece as a choice; who tries passwords has them in lists.
  if (own.length < LEAST_OF_ITS_OWN || withoutWalks(own).length < LEAST_OF_ITS_OWN) return true;
  // Signs that are put between words and digits (`Admin@123456`) keep nobody out.
  const bare = password.replace(/[^\p{L}\p{N}\s]+/gu, "");
  const known = [...OWN_WORDS, ...words];
  return [password, bare].some((tried) => (factory?.check(tried, known).score ?? 0) < LEAST_SCORE);
}

/** What is left of a password when its owner's own words are taken out. */
function without(password: string, words: readonly string[]): string {
  return words
    .filter(({ length }) => length >= SHORTEST_WORD)
    .reduce((left, word) => left.replaceAll(word.toLowerCase(), ""), password.toLowerCase());
}
