/** What a provider allows a minute; `null` where it does not say. */
export interface RateLimits {
  rpm: number | null;
  tpm: number | null;
}

/** Up to when the requests and the tokens of a model are given away, in milliseconds of one clock. */
export interface Schedule {
  requestsUntilMs: number;
  tokensUntilMs: number;
}

/** Leave to start calls: `calls` of them, the first after `delayMs`, spread evenly over `spanMs`. */
export interface StartLease {
  calls: number;
  delayMs: number;
  spanMs: number;
}

const MINUTE_MS = 60_000;
/** Share of a limit that is used: the rest absorbs what the provider's clock and ours disagree about. */
const USED_SHARE = 0.99;
/** No lease reaches further, so that a pause stops new calls within it. */
const LONGEST_SPAN_MS = 400;

/** The schedule of a model that nobody has called yet. */
export const unusedSchedule: Schedule = { requestsUntilMs: 0, tokensUntilMs: 0 };

/**
 * Gives away the next starts of a model (GCRA): evenly spaced, never faster than its limits.
 * @param ask how many starts at most (at least 1) and how many tokens each may cost.
 */
export function leaseStarts(
  schedule: Schedule,
  limits: RateLimits,
  ask: { calls: number; tokensPerCall: number },
  nowMs: number,
): { schedule: Schedule; lease: StartLease } {
  const requestMs = limits.rpm ? MINUTE_MS / (limits.rpm * USED_SHARE) : 0;
  const tokensMs = limits.tpm ? (MINUTE_MS * ask.tokensPerCall) / (limits.tpm * USED_SHARE) : 0;
  const apartMs = Math.max(requestMs, tokensMs);
  if (apartMs === 0) return { schedule, lease: { calls: ask.calls, delayMs: 0, spanMs: 0 } };
  const startMs = Math.max(nowMs, schedule.requestsUntilMs, schedule.tokensUntilMs);
  const calls = Math.max(1, Math.min(ask.calls, Math.floor(LONGEST_SPAN_MS / apartMs)));
  return {
    schedule: {
      requestsUntilMs: startMs + calls * requestMs,
      tokensUntilMs: startMs + calls * tokensMs,
    },
    lease: { calls, delayMs: startMs - nowMs, spanMs: calls === 1 ? 0 : calls * apartMs },
  };
}
