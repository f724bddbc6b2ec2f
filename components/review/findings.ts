import type { ReadableVerdict } from "#lib/checks/readable-verdict.ts";

/** A stretch of a text that a check finds fault with. */
export interface Finding {
  /** In UTF-16 units. */
  from: number;
  to: number;
  verdict: "warn" | "block";
  /** Why, in the reader's language. */
  reason: string;
}

/** What the checks find in one text of an output, in order; of two at one place the graver comes first. */
export function findingsIn(
  verdicts: readonly ReadableVerdict[],
  { path, text }: { path: string; text: string },
): Finding[] {
  const letters = [...text];
  const unitAt = (codePoint: number) => letters.slice(0, codePoint).join("").length;
  return verdicts
    .flatMap(({ verdict, field, spans, message }) =>
      verdict === "pass" || field !== path
        ? []
        : spans.map(({ from, to }) => ({
            from: unitAt(from),
            to: unitAt(to),
            verdict,
            reason: message.text,
          })),
    )
    .sort((a, b) => a.from - b.from || a.verdict.localeCompare(b.verdict) || b.to - a.to);
}
