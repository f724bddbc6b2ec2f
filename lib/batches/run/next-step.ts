import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { Failure } from "../failure.ts";

/** Calls that one step of an item may cost before it fails, not counting those the provider put off. */
export const MAX_ATTEMPTS = 5;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const LONGEST_DETAIL = 300;

/** What to do after a call. */
export type NextStep =
  | { do: "check" }
  | { do: "wait"; forMs: number }
  | { do: "retry"; afterMs: number }
  | { do: "fail"; failure: Failure }
  | { do: "pause"; reason: Failure };

/**
 * Decides what follows a call.
 * @param attempts calls made for this step so far, this one included, throttled ones not.
 * @param random from 0 to 1, for the jitter.
 * @param hasFallback whether another model can be asked instead.
 */
export function nextStep(
  attempts: number,
  outcome: CallOutcome,
  random: number,
  hasFallback = false,
): NextStep {
  switch (outcome.kind) {
    case "answered":
      return { do: "check" };
    case "throttled":
      return { do: "wait", forMs: outcome.retryAfterMs };
    case "unavailable":
    case "uncertain": {
      const isOutage = "outage" in outcome;
      // The gate says when to try again; thousands of items must not use up their attempts on it.
      if (isOutage && !hasFallback) return { do: "wait", forMs: 0 };
      if (attempts < MAX_ATTEMPTS && !isOutage) return { do: "retry", afterMs: backoffMs(attempts, random) };
      return { do: "fail", failure: { code: `provider_${outcome.kind}`, params: { reason: outcome.code } } };
    }
    case "refused": {
      const detail = outcome.detail.slice(0, LONGEST_DETAIL);
      return { do: "fail", failure: { code: "provider_refused", params: { reason: outcome.code, detail } } };
    }
    case "exhausted":
      return { do: "pause", reason: { code: "provider_exhausted", params: { reason: outcome.code } } };
  }
}

/** Full jitter: anywhere up to a limit that doubles with every attempt, in milliseconds. */
export function backoffMs(attempts: number, random: number): number {
  return random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempts);
}
