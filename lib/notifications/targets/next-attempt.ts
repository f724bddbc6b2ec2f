import type { SendFailure } from "./target.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long is waited after each try that failed; after the last of them it is not tried again: a good day in all. */
const WAITS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  16 * HOUR_MS,
];
const JITTER = 0.1;
/** A receiver that wants longer is not believed. */
const LONGEST_WAIT_MS = 24 * HOUR_MS;

/**
 * How long to wait after a try that failed; `null` where it is not worth another.
 * @param attempts tries so far, this one among them.
 * @param random from 0 up to 1: so that not everything that failed together comes back together.
 */
export function waitBeforeNext(
  attempts: number,
  failure: Pick<SendFailure, "isFinal" | "retryAfterMs">,
  random: number,
): number | null {
  const wait = WAITS_MS[attempts - 1];
  if (failure.isFinal || wait === undefined) return null;
  const spread = Math.round(wait * (1 + JITTER * random));
  return Math.max(spread, believedWait(failure.retryAfterMs ?? 0));
}

/** How long a receiver is left alone that wants it so long, in milliseconds. */
export function believedWait(retryAfterMs: number): number {
  return Math.min(LONGEST_WAIT_MS, retryAfterMs);
}
