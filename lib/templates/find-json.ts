import { readJsonAt } from "./read-json-at.ts";
import { endOfReasoning, REASONING_TAG, reasoningTagOf } from "./reasoning-tag.ts";

/** JSON that may be the answer. */
export interface JsonCandidate {
  value: unknown;
  /** JSON's own grammar was stretched to read it. */
  isLoose: boolean;
  /** What stands between the one before it, or the beginning, and it; the end of that where it is long. */
  before: string;
  /** What follows it, up to the next; the beginning of that where it is long. */
  after: string;
}

/** What of a text is JSON: objects and lists of them in order, or why there is none. */
export type FoundJson =
  /** `isWhole`: the text is this JSON and nothing else. */
  { kind: "found"; candidates: JsonCandidate[]; isWhole?: true } | { kind: "cut-off" } | { kind: "none" };

// Characters that are looked at in vain, at most: a text made of beginnings alone would take all day.
const MOST_VAIN_LOOKS = 200_000;
// What a vain try costs beside them.
const LOOKS_A_TRY = 20;
const MOST_CANDIDATES = 50;
const MOST_WORDS_AROUND = 400;
const BARE_NAME = "[A-Za-z_$\\u00AA-\\uFFEF][\\w$\\u00AA-\\uFFEF]{0,100}?\\s{0,20}[:：]";
const BEGINNING = `\\{(?=[\\s\\u200B]*(?:["'“‘}/]|${BARE_NAME}))|\\[(?=\\s*\\{)|${REASONING_TAG}`;

/**
 * Finds the JSON in what a model wrote. Its reasoning, between tags or before a closing one, is no part of the answer.
 * Drafts and examples cannot be told from the answer here, and are candidates beside it. A text that ends inside an
 * object is cut off, whatever stands before that.
 */
export function findJson(text: string): FoundJson {
  const trimmed = text.replace(/^\uFEFF/, "").trim();
  try {
    const value: unknown = JSON.parse(trimmed);
    // JSON written as a text of JSON.
    return typeof value === "string"
      ? scan(value)
      : { kind: "found", candidates: [{ value, isLoose: false, before: "", after: "" }], isWhole: true };
  } catch {
    return scan(trimmed);
  }
}

interface Place {
  value: unknown;
  isLoose: boolean;
  /** Where what belongs to no other ends before it. */
  from: number;
  start: number;
  end: number;
}

function scan(text: string): FoundJson {
  let places: Place[] = [];
  let answerFrom = 0;
  let looks = MOST_VAIN_LOOKS;
  const beginning = new RegExp(BEGINNING, "gi");
  for (let found = beginning.exec(text); found; found = beginning.exec(text)) {
    const tag = reasoningTagOf(found);
    if (tag?.isClosing) {
      places = [];
      answerFrom = beginning.lastIndex;
    } else if (tag) {
      const end = endOfReasoning(text, beginning.lastIndex, tag.name);
      if (end === null) return places.length > 0 ? foundAt(places, text) : { kind: "cut-off" };
      beginning.lastIndex = end;
      answerFrom = end;
    } else {
      const read = readJsonAt(text, found.index);
      if (read.kind === "cut-off") return { kind: "cut-off" };
      if (read.kind === "none") {
        looks -= LOOKS_A_TRY + read.end - found.index;
        if (looks < 0) return without(text.slice(answerFrom));
        continue;
      }
      beginning.lastIndex = read.end;
      const from = Math.max(answerFrom, places.at(-1)?.end ?? 0);
      places = [...places.slice(1 - MOST_CANDIDATES), { ...read, from, start: found.index }];
    }
  }
  return places.length > 0 ? foundAt(places, text) : without(text.slice(answerFrom));
}

function foundAt(places: Place[], text: string): FoundJson {
  const candidates = places.map(({ value, isLoose, from, start, end }, place) => ({
    value,
    isLoose,
    before: text.slice(Math.max(from, start - MOST_WORDS_AROUND), start),
    after: text.slice(end, Math.min(end + MOST_WORDS_AROUND, places[place + 1]?.start ?? text.length)),
  }));
  return { kind: "found", candidates };
}

// An end that is not one tells a broken answer from none.
function without(answer: string): FoundJson {
  return { kind: /[{[]/.test(answer) && !/\}\s*(```\s*)?$/.test(answer) ? "cut-off" : "none" };
}
