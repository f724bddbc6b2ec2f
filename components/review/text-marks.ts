import type { Finding } from "./findings.ts";

/** A stretch of a text that is marked. */
export interface TextMark {
  /** In UTF-16 units. */
  from: number;
  to: number;
  tone: "stated" | "unstated" | "warn" | "block";
  /** What it leads to on the other side; `null` where it leads nowhere. */
  linkId: string | null;
  /** Why it is marked, in the reader's language; "" for a fact. */
  reason: string;
}

/**
 * The marks of one text, in order and never overlapping. Where a check finds fault with what is marked already, the check's
 * word counts, and leads where the other led.
 */
export function marksOf(marks: readonly TextMark[], findings: readonly Finding[]): TextMark[] {
  const touching = (found: Finding) => (mark: TextMark) => mark.from < found.to && found.from < mark.to;
  const found = findings.map((finding) => ({
    from: finding.from,
    to: finding.to,
    tone: finding.verdict,
    linkId: marks.find((mark) => mark.tone === "unstated" && touching(finding)(mark))?.linkId ?? null,
    reason: finding.reason,
  }));
  const free = marks.filter((mark) => !findings.some((finding) => touching(finding)(mark)));
  let reached = 0;
  return [...found, ...free]
    .sort((a, b) => a.from - b.from)
    .filter(({ from, to }) => {
      const isFree = from >= reached && to > from;
      if (isFree) reached = to;
      return isFree;
    });
}
