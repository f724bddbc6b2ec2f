import type { Failure } from "#lib/failure.ts";
import type { UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";

/** Whoever talks with a model is told of a longer wait than this rather than kept waiting. */
export const LONGEST_WAIT_MS = 60_000;
const LONGEST_DETAIL = 300;

/** Why a turn has no answer, in the provider's words where it had any. */
export function failureOf(outcome: UnansweredCall): Failure {
  switch (outcome.kind) {
    case "throttled":
      return providerFull(outcome.retryAfterMs, outcome.detail);
    case "exhausted":
      return { code: "provider_exhausted", params: wordsOf(outcome) };
    case "refused":
      return {
        code: outcome.unaccepted ? `provider_${outcome.unaccepted}_refused` : "provider_refused",
        params: wordsOf(outcome),
      };
    case "unavailable":
      return { code: "conversation_unavailable", params: wordsOf(outcome) };
    case "uncertain":
      return { code: "conversation_uncertain", params: { reason: outcome.code } };
  }
}

/** The provider takes no calls for so long. */
export function providerFull(waitMs: number, detail = ""): Failure {
  const minutes = Math.max(1, Math.ceil(waitMs / 60_000));
  return { code: "provider_full", params: { minutes, detail: cutText(detail, LONGEST_DETAIL) } };
}

/** No money is left: the budget that lacks it, `null` for the conversation's own cap. */
export function unfunded(budget: string | null): Failure {
  return budget === null
    ? { code: "conversation_cap_reached" }
    : { code: "budget_used_up", params: { budget } };
}

function wordsOf({ code, detail = "" }: { code: string; detail?: string }): {
  reason: string;
  detail: string;
} {
  return { reason: code, detail: cutText(detail, LONGEST_DETAIL) };
}
