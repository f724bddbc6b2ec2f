import { type FoundLabel, foundLabel } from "./found-label.ts";

/** Words by which a text says that it is AI-generated: (人工智能 or AI) with (生成 or 合成), and the same in other languages. */
const WORDS = [
  /(?:人工智[能慧]|(?<![A-Za-z])AI)\s*(?:技术|技術|模型|大模型|辅助|輔助|系统|系統|自动|自動)?\s*(?:生成|合成)/i,
  /由\s*(?:人工智[能慧]|AI)[^\n。，]{0,12}(?:生成|合成)/i,
  /(?<![A-Za-z])AI(?:によって|により|による|で)(?:自動)?生成/i,
  /(?<![A-Za-z])AI\s*(?:가|로|에\s*의해)?\s*(?:자동\s*)?생성/i,
  /(?<![A-Za-z])(?:AI|artificial intelligence)[-\s](?:generated|created|synthesi[sz]ed)/i,
  /(?:generated|created|synthesi[sz]ed)\s+(?:by|with|using)\s+(?:an?\s+)?(?:AI|artificial intelligence)(?![A-Za-z])/i,
  /(?<![A-Za-z])KI[-\s]generiert/i,
  /généré[es]*\s+par\s+(?:l[’'])?(?:IA|intelligence artificielle)/i,
  /(?:generad|gerad|generat)[oa]s?\s+(?:por|con|com|dall[’']|da)\s*(?:la\s+)?(?:IA|inteligencia artificial|inteligência artificial|intelligenza artificiale)/i,
];
/** Where it has to stand: near one end, or in between. */
const END_CHARS = 200;
const CONTEXT_CHARS = 40;

/** The first words of a text that tell its reader, with where they stand; `null`: it has none. */
export function wordsIn(text: string): FoundLabel | null {
  const found = firstOf(text);
  if (!found) return null;
  const { at, length } = found;
  const isAtEnd = at + length > text.trimEnd().length - END_CHARS;
  return foundLabel({
    kind: "words",
    place: at < END_CHARS ? "start" : isAtEnd ? "end" : "middle",
    claim: "ai",
    problems: [],
    value: text
      .slice(Math.max(0, at - CONTEXT_CHARS), at + length + CONTEXT_CHARS)
      .replace(/\s+/g, " ")
      .trim(),
  });
}

function firstOf(text: string): { at: number; length: number } | null {
  const matches = WORDS.flatMap((pattern) => {
    const match = pattern.exec(text);
    return match ? [{ at: match.index, length: match[0].length }] : [];
  });
  return matches.sort((a, b) => a.at - b.at)[0] ?? null;
}
