import type { UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";

/** What follows a call that gave no answer. */
export type Step = { do: "wait"; forMs: number } | { do: "give_up" };

/** Calls that may fail for one output before it is given up; rate limits do not count. */
const MAX_FAILED_CALLS = 5;

const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 20_000;
const LONGEST_THROTTLE_MS = 60_000;

/**
 * Decides on a call without an answer. A rate limit is waited out and burns nothing; what may pass is tried
 * again after full jitter; what will not is given up at once.
 * @param failedCalls how many failed before, rate limits not counted. @param random in [0, 1).
 */
export function nextStep(outcome: UnansweredCall, failedCalls: number, random: number): Step {
  switch (outcome.kind) {
    case "throttled":
      return { do: "wait", forMs: Math.min(LONGEST_THROTTLE_MS, outcome.retryAfterMs) * (1 + random / 4) };
    case "unavailable":
    case "uncertain": {
      if (failedCalls + 1 >= MAX_FAILED_CALLS) return { do: "give_up" };
      return {
        do: "wait",
        forMs: random * Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** failedCalls),
      };
    }
    case "refused":
    case "exhausted":
      return { do: "give_up" };
  }
}
