/** How many items had ended at a moment. */
export interface ProgressSample {
  atMs: number;
  ended: number;
}

/** How far back the current rate looks. */
const RATE_WINDOW_MS = 30_000;
/** Below this a rate is chance. */
const SHORTEST_SPAN_MS = 1_500;

/** The samples that the next rate needs, with a new one. */
export function addSample(samples: readonly ProgressSample[], sample: ProgressSample): ProgressSample[] {
  const since = sample.atMs - RATE_WINDOW_MS;
  return [...samples.filter(({ atMs }) => atMs >= since), sample];
}

/** Items a second over the last half minute; `null` while too little was seen to say. */
export function currentRate(samples: readonly ProgressSample[]): number | null {
  const [first, last] = [samples.at(0), samples.at(-1)];
  if (!first || !last || last.atMs - first.atMs < SHORTEST_SPAN_MS) return null;
  return Math.max(0, ((last.ended - first.ended) * 1_000) / (last.atMs - first.atMs));
}

/** Items a second since the start; `null` before anything ended. */
export function meanRate(ended: number, startedAtMs: number, nowMs: number): number | null {
  const elapsedMs = nowMs - startedAtMs;
  return ended > 0 && elapsedMs >= SHORTEST_SPAN_MS ? (ended * 1_000) / elapsedMs : null;
}

/** How long the rest will take, from the faster and the slower of the known rates, in milliseconds. */
export function remainingMs(
  left: number,
  rates: readonly (number | null)[],
): { low: number; high: number } | null {
  const known = rates.filter((rate): rate is number => rate !== null && rate > 0);
  if (known.length === 0 || left <= 0) return null;
  const spread = known.length === 1 ? 1.2 : 1;
  return {
    low: (left * 1_000) / (Math.max(...known) * spread),
    high: (left * 1_000 * spread) / Math.min(...known),
  };
}
