import type { Failure } from "#lib/failure.ts";
import type { UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";

/** So often a proposer is asked until it answers, calls whose end nobody saw among them. */
export const MOST_CALLS = 4;
const LONGEST_DETAIL = 300;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 120_000;

/** When a call that was not answered is made again, in milliseconds; `null`: not at all. @param made calls so far. */
export function retryAfterMs(outcome: UnansweredCall, made: number): number | null {
  if (outcome.kind === "throttled") return Math.min(outcome.retryAfterMs, LONGEST_WAIT_MS);
  if (outcome.kind === "refused" || outcome.kind === "exhausted") return null;
  return made < MOST_CALLS ? FIRST_WAIT_MS * 2 ** (made - 1) : null;
}

/** Why a proposer gave no answer, in its provider's words where it had any. */
export function failureOf(outcome: UnansweredCall): Failure {
  switch (outcome.kind) {
    case "throttled":
    case "unavailable":
      return { code: "improvement_unavailable", params: wordsOf(outcome) };
    case "exhausted":
      return { code: "provider_exhausted", params: wordsOf(outcome) };
    case "refused":
      return {
        code: outcome.unaccepted ? `provider_${outcome.unaccepted}_refused` : "provider_refused",
        params: wordsOf(outcome),
      };
    case "uncertain":
      return { code: "improvement_uncertain", params: { reason: outcome.code } };
  }
}

/** No money is left: the budget that lacks it, `null` for the improvement's own cap. */
export function unfunded(budget: string | null): Failure {
  return budget === null
    ? { code: "improvement_cap_reached" }
    : { code: "budget_used_up", params: { budget } };
}

function wordsOf(outcome: { detail?: string } & ({ code: string } | { kind: string })): {
  reason: string;
  detail: string;
} {
  const reason = "code" in outcome ? outcome.code : outcome.kind;
  return { reason, detail: cutText(outcome.detail ?? "", LONGEST_DETAIL) };
}
