import type { HighlightingSum } from "#db/queries/quality/sum-highlighting.ts";
import { type ShareInterval, shareInterval } from "#lib/share-interval.ts";

/** Decisions of one arm, and the share of outputs that were rejected or edited in it. */
export interface HighlightingArm extends ShareInterval {
  decisions: number;
}

/** How much it sways people to see what the checks found: decisions with it in sight beside those without. */
export interface Highlighting {
  shown: HighlightingArm;
  hidden: HighlightingArm;
  /** Whether the two differ by more than chance: their intervals, which hold together, do not meet. */
  differs: boolean;
}

/** Compares the two arms; `null` while one of them has no decision. */
export function compareHighlighting(sums: readonly HighlightingSum[]): Highlighting | null {
  const shown = armOf(sums.find(({ blind }) => !blind));
  const hidden = armOf(sums.find(({ blind }) => blind));
  if (!shown || !hidden) return null;
  return { shown, hidden, differs: shown.low > hidden.high || hidden.low > shown.high };
}

function armOf(sum: HighlightingSum | undefined): HighlightingArm | null {
  if (!sum || sum.decisions === 0) return null;
  const { decisions, objected } = sum;
  return { decisions, ...shareInterval(objected / decisions, decisions, 2) };
}
