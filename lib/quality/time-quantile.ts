import { BIN_GROWTH, FIRST_BIN_SECONDS } from "#db/queries/quality/time-bins.ts";

/** So many lengths of time that fell into one bin. */
export interface BinCount {
  bin: number;
  decisions: number;
}

/**
 * The length of time, in seconds, that a share of all lengths does not exceed: 0.5 for the median. The middle of its bin,
 * and so within a twentieth of the true one; `null` where there are none.
 */
export function timeQuantile(counts: readonly BinCount[], share: number): number | null {
  const inOrder = [...counts].sort((a, b) => a.bin - b.bin);
  const wanted = inOrder.reduce((sum, { decisions }) => sum + decisions, 0) * share;
  let below = 0;
  for (const { bin, decisions } of inOrder) {
    below += decisions;
    if (decisions > 0 && below >= wanted) return FIRST_BIN_SECONDS * BIN_GROWTH ** (bin + 0.5);
  }
  return null;
}
