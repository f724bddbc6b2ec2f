import { createRequire } from "node:module";
import { LRUCache } from "lru-cache";
import type { ChatMessage } from "./endpoints/call-outcome.ts";
import { pictureTokens } from "./picture-tokens.ts";

type Tokenizer = typeof import("gpt-tokenizer/encoding/o200k_base");

const require = createRequire(import.meta.url);
let tokenizer: Tokenizer | undefined;

/** Longest stretch given to the tokenizer at once: its time grows with the square of an unbroken run. */
const SLICE = 256;
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_REPLY = 3;

// White space that follows may be of the next token, and a stroke of the one before.
const LINE_END = /\n(?=[^\s/])/g;

const CHINESE_SIGNS = "。！？；，、：（）「」『』《》【】“”…";
const LETTER = /\p{L}/u;

/** Text from outside may spell a special token; it is counted as the plain text it is. */
const AS_PLAIN_TEXT = { disallowedSpecial: new Set<string>() };

/** How many tokens a family needs for what takes OpenAI's o200k one, by kind of text (measured). */
interface FamilyFactors {
  han: number;
  thai: number;
  /** Latin text with accents: Spanish, French, German… */
  accented: number;
  other: number;
}

/** How many letters of a text are of which kind. */
interface Letters {
  all: number;
  han: number;
  thai: number;
  accented: number;
}

// What a template says in every prompt is counted once.
const MOST_KEPT = 4_000;
const counts = new LRUCache<string, number>({ max: MOST_KEPT });
const lettersCounted = new LRUCache<string, Letters>({ max: MOST_KEPT });

const PLAIN: FamilyFactors = { han: 1, thai: 1, accented: 1, other: 1 };
const FACTORS_BY_FAMILY: [pattern: RegExp, factors: FamilyFactors][] = [
  [/qwen|qwq|tongyi/i, { han: 0.8, thai: 1.4, accented: 1.3, other: 1.05 }],
  [/gemini|gemma/i, { ...PLAIN, han: 0.85 }],
  [/claude/i, { han: 1.4, thai: 3.9, accented: 1.2, other: 1.1 }],
];

/** Tokens of a text for a model, counted with OpenAI's vocabulary and the model family's factor. Takes linear time. */
export function countTokens(text: string, modelName: string): number {
  const factors = FACTORS_BY_FAMILY.find(([pattern]) => pattern.test(modelName))?.[1];
  const clean = text.replaceAll("\uFEFF", "");
  const letters: Letters = { all: clean.length, han: 0, thai: 0, accented: 0 };
  let tokens = 0;
  for (const slice of slicesOf(clean)) {
    tokens += kept(counts, slice, countSlice);
    if (!factors) continue;
    const { han, thai, accented } = kept(lettersCounted, slice, countLetters);
    letters.han += han;
    letters.thai += thai;
    letters.accented += accented;
  }
  return factors ? Math.ceil(tokens * factorFor(letters, factors)) : tokens;
}

/**
 * Tokens of a conversation as a chat model counts them, with what each message's frame takes and the most that each of
 * its pictures may.
 */
export function countMessageTokens(messages: readonly ChatMessage[], modelName: string): number {
  let tokens = TOKENS_PER_REPLY;
  for (const { content, pictures, calls, reasoning } of messages) {
    tokens += TOKENS_PER_MESSAGE + countTokens(content, modelName);
    if (calls) tokens += tokensOfCalls(calls, modelName);
    if (reasoning) tokens += countTokens(reasoning, modelName);
    if (pictures) tokens += pictures.length * pictureTokens(modelName);
  }
  return tokens;
}

// A call is framed on its way there, and its result is a message of its own.
function tokensOfCalls(calls: NonNullable<ChatMessage["calls"]>, modelName: string): number {
  return calls.reduce((sum, call) => {
    const told = [call.name, call.arguments, call.result, call.extra ? JSON.stringify(call.extra) : ""];
    return (
      sum + 3 * TOKENS_PER_MESSAGE + told.reduce((tokens, text) => tokens + countTokens(text, modelName), 0)
    );
  }, 0);
}

// Line by line, and longer ones before a space or before Chinese punctuation behind a letter: a token never reaches over
// those, while one may take in punctuation with what follows it.
function* slicesOf(text: string): Generator<string> {
  let from = 0;
  let lineEnd = 0;
  while (from < text.length) {
    if (from === lineEnd) lineEnd = endOfLine(text, from);
    const to = lineEnd - from > SLICE ? cutBetween(text, from + SLICE / 2, from + SLICE) : lineEnd;
    yield text.slice(from, to);
    from = to;
  }
}

function endOfLine(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.test(text) ? LINE_END.lastIndex : text.length;
}

function cutBetween(text: string, earliest: number, latest: number): number {
  for (let at = latest; at > earliest; at--) {
    if (text[at] === " " && text[at - 1] !== " ") return at;
    if (CHINESE_SIGNS.includes(text[at] ?? " ") && LETTER.test(text[at - 1] ?? "")) return at;
  }
  const isInsidePair = (text.charCodeAt(latest) & 0xfc00) === 0xdc00;
  return isInsidePair ? latest - 1 : latest;
}

function kept<Counted extends object | number>(
  counts: LRUCache<string, Counted>,
  slice: string,
  count: (slice: string) => Counted,
): Counted {
  const known = counts.get(slice);
  if (known !== undefined) return known;
  const counted = count(slice);
  counts.set(slice, counted);
  return counted;
}

function countSlice(slice: string): number {
  // Its vocabulary takes 60 MB, which a process that counts nothing does without.
  tokenizer ??= require("gpt-tokenizer/encoding/o200k_base") as Tokenizer;
  return tokenizer.countTokens(slice, AS_PLAIN_TEXT);
}

function countLetters(slice: string): Letters {
  return {
    all: slice.length,
    han: count(slice, /\p{Script=Han}/gu),
    thai: count(slice, /\p{Script=Thai}/gu),
    accented: count(slice, /[À-ɏ]/g),
  };
}

function factorFor({ all, han, thai, accented }: Letters, factors: FamilyFactors): number {
  const rest = Math.max(0, all - han - thai) * 0.25;
  const latin = accented > rest * 0.04 ? factors.accented : factors.other;
  const weight = han * 0.7 + thai * 0.4 + rest;
  return (han * 0.7 * factors.han + thai * 0.4 * factors.thai + rest * latin) / (weight || 1);
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found++;
  return found;
}
