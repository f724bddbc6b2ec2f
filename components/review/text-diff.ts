import { diffArrays } from "diff";

/** A stretch of text that stayed, came or went. */
export interface DiffPart {
  kind: "same" | "added" | "removed";
  text: string;
}

const BY_CHARACTER = /^(zh|ja|ko|th)\b/i;
const WORD = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{M}\p{N}]{2,}/u;
/**
 * What changed from one text to another: by character in Chinese, Japanese, Korean and Thai, but for words of alphabets and
 * numbers among them, and by word elsewhere.
 * Short unchanged runs between changes are merged into them, so that a rewritten phrase reads as one.
 */
export function diffText(before: string, after: string, language: string): DiffPart[] {
  const words = new Intl.Segmenter(language, { granularity: "word" });
  const characters = new Intl.Segmenter(language, { granularity: "grapheme" });
  const tokens = (text: string) =>
    [...words.segment(text)].flatMap(({ segment }) =>
      BY_CHARACTER.test(language) && !WORD.test(segment)
        ? [...characters.segment(segment)].map((one) => one.segment)
        : [segment],
    );
  const parts = diffArrays(tokens(before), tokens(after)).map(({ added, removed, value }) => ({
    kind: added ? ("added" as const) : removed ? ("removed" as const) : ("same" as const),
    tokens: value,
  }));
  return mergeShortRuns(parts);
}

interface Run {
  kind: DiffPart["kind"];
  tokens: string[];
}

// One character, or the space between two words, says less than the changes around it do.
function mergeShortRuns(runs: Run[]): DiffPart[] {
  const merged: DiffPart[] = [];
  let removed = "";
  let added = "";
  const flush = () => {
    if (removed) merged.push({ kind: "removed", text: removed });
    if (added) merged.push({ kind: "added", text: added });
    removed = "";
    added = "";
  };
  runs.forEach((run, index) => {
    const text = run.tokens.join("");
    if (run.kind === "removed") removed += text;
    else if (run.kind === "added") added += text;
    else {
      const isBetween = (removed !== "" || added !== "") && index < runs.length - 1;
      if (isBetween && run.tokens.length === 1 && !WORD.test(text)) {
        removed += text;
        added += text;
      } else {
        flush();
        merged.push({ kind: "same", text });
      }
    }
  });
  flush();
  return merged;
}
