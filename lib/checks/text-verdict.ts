import type { FoldedText } from "#lib/folded-text.ts";
import type { CheckedText } from "./check.ts";
import type { CheckKind, Verdict } from "./verdict.ts";

/** Of every local check that looks at texts; another version may find other things. */
const VERSION = "2";

/** What a check found in one text; `spans` are in UTF-16 units of it, and in code points in the verdict. */
export function textVerdict(
  kind: CheckKind,
  verdict: "warn" | "block",
  { path, folded }: Pick<CheckedText, "path" | "folded">,
  spans: readonly { from: number; to: number }[],
  message: Verdict["message"],
  evidence?: Record<string, unknown>,
): Verdict {
  return {
    kind,
    verdict,
    field: path,
    spans: spans.map(({ from, to }) => ({ from: codePointAt(folded, from), to: codePointAt(folded, to) })),
    message,
    version: VERSION,
    ...(evidence && { evidence }),
  };
}

/**
 * A verdict that goes by a version of a managed table: who lets it pass lets nothing pass that a later version, or another
 * table, finds.
 */
export function byTable(verdict: Verdict, { id, version }: { id: string; version: number }): Verdict {
  return { ...verdict, version: `${VERSION}.${id.slice(-DIGITS_OF_ID)}.${version}` };
}

// The end of an id is its random part.
const DIGITS_OF_ID = 8;

/** That a check could not look at an output. */
export function brokenVerdict(kind: CheckKind): Verdict {
  return { ...passVerdict(kind, "check_broken"), verdict: "warn" };
}

/** That a check found nothing to say against an output. */
export function passVerdict(
  kind: CheckKind,
  code: string,
  params: Verdict["message"]["params"] = {},
): Verdict {
  return { kind, verdict: "pass", field: null, spans: [], message: { code, params }, version: VERSION };
}

/** A place of a text in code points, from one in UTF-16 units. */
export function codePointAt({ pairs }: Pick<FoldedText, "pairs">, at: number): number {
  let [low, high] = [0, pairs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pairs[middle] ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return at - low;
}
