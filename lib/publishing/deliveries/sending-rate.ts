/**
 * How many messages a receiver takes at this moment, and from when on the next: as many as have come due since the last,
 * at most one second's worth at once.
 * @param nextSendAt before it nothing is sent; `null` where nothing was.
 */
export function takeFromRate(
  { nextSendAt, ratePerSecond }: { nextSendAt: Date | null; ratePerSecond: number },
  now: Date,
  wanted: number,
): { count: number; nextSendAt: Date } {
  const nowMs = now.getTime();
  const spacingMs = SECOND_MS / ratePerSecond;
  // What was not sent in time is not made up for.
  const from = Math.max(nextSendAt?.getTime() ?? 0, nowMs - SECOND_MS);
  const count = Math.max(0, Math.min(wanted, Math.floor((nowMs - from) / spacingMs)));
  return { count, nextSendAt: new Date(from + count * spacingMs) };
}

const SECOND_MS = 1_000;
