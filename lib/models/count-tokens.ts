import { createRequire } from "node:module";
import type { ChatMessage } from "./endpoints/call-outcome.ts";

type Tokenizer = typeof import("gpt-tokenizer/encoding/o200k_base");

const require = createRequire(import.meta.url);
let tokenizer: Tokenizer | undefined;

/** Longest stretch given to the tokenizer at once: its time grows with the square of an unbroken run. */
const SLICE = 256;
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_REPLY = 3;

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

const PLAIN: FamilyFactors = { han: 1, thai: 1, accented: 1, other: 1 };
const FACTORS_BY_FAMILY: [pattern: RegExp, factors: FamilyFactors][] = [
  [/qwen|qwq|tongyi/i, { han: 0.8, thai: 1.4, accented: 1.3, other: 1.05 }],
  [/gemini|gemma/i, { ...PLAIN, han: 0.85 }],
  [/claude/i, { han: 1.4, thai: 3.9, accented: 1.2, other: 1.1 }],
];

/** Tokens of a text for a model, counted with OpenAI's vocabulary and the model family's factor. Takes linear time. */
export function countTokens(text: string, modelName: string): number {
  const clean = text.replaceAll("\uFEFF", "");
  if (clean === "") return 0;
  // Its vocabulary takes 60 MB, which a process that counts nothing does without.
  tokenizer ??= require("gpt-tokenizer/encoding/o200k_base") as Tokenizer;
  let tokens = 0;
  for (const slice of slicesOf(clean)) tokens += tokenizer.countTokens(slice, AS_PLAIN_TEXT);
  const factors = FACTORS_BY_FAMILY.find(([pattern]) => pattern.test(modelName))?.[1];
  return factors ? Math.ceil(tokens * factorFor(clean, factors)) : tokens;
}

/** Tokens of a conversation as a chat model counts them, with what each message's frame takes. */
export function countMessageTokens(messages: readonly ChatMessage[], modelName: string): number {
  let tokens = TOKENS_PER_REPLY;
  for (const { content } of messages) tokens += TOKENS_PER_MESSAGE + countTokens(content, modelName);
  return tokens;
}

// Cut before a space or after Chinese punctuation where there is one: a token never reaches over those.
function* slicesOf(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > SLICE) {
    const to = cutBetween(text, from + SLICE / 2, from + SLICE);
    yield text.slice(from, to);
    from = to;
  }
  yield text.slice(from);
}

function cutBetween(text: string, earliest: number, latest: number): number {
  for (let at = latest; at > earliest; at--) {
    if (text[at] === " " && text[at - 1] !== " ") return at;
    if ("。！？；，、：".includes(text[at - 1] ?? "")) return at;
  }
  const isInsidePair = (text.charCodeAt(latest) & 0xfc00) === 0xdc00;
  return isInsidePair ? latest - 1 : latest;
}

function factorFor(text: string, factors: FamilyFactors): number {
  const han = count(text, /\p{Script=Han}/gu) * 0.7;
  const thai = count(text, /\p{Script=Thai}/gu) * 0.4;
  const accents = count(text, /[À-ɏ]/g);
  const rest = Math.max(0, text.length - han / 0.7 - thai / 0.4) * 0.25;
  const latin = accents > rest * 0.04 ? factors.accented : factors.other;
  const weight = han + thai + rest;
  return (han * factors.han + thai * factors.thai + rest * latin) / (weight || 1);
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found++;
  return found;
}
