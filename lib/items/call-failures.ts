import type { Failure } from "#lib/failure.ts";
import type { UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";

/** The longest that is told of what others said. */
export const LONGEST_DETAIL = 300;

/** Calls that end like this come to nothing: why, in the provider's words where it had any. */
export function comesToNothing(
  outcome: Extract<UnansweredCall, { kind: "unavailable" | "uncertain" }>,
): Failure {
  const detail = "detail" in outcome ? outcome.detail : undefined;
  return {
    code: `provider_${outcome.kind}`,
    params: { reason: outcome.code, ...(detail && { detail: cutText(detail, LONGEST_DETAIL) }) },
  };
}

/** Why nobody waits who looks on: the model takes no more calls for a while. */
export function longWait({
  retryAfterMs,
  detail = "",
}: Extract<UnansweredCall, { kind: "throttled" }>): Failure {
  const minutes = Math.ceil(retryAfterMs / 60_000);
  return { code: "provider_full", params: { minutes, detail: cutText(detail, LONGEST_DETAIL) } };
}

/** Why nothing is answered before somebody pays or waits for the provider's next period. */
export function exhausted(outcome: Extract<UnansweredCall, { kind: "exhausted" }>): Failure {
  return { code: "provider_exhausted", params: ownWords(outcome) };
}

/** What no call to a model gets past before somebody acts, as the run says why it waits; `null` for any other end. */
export function obstacleIn(outcome: UnansweredCall): Failure | null {
  if (outcome.kind === "exhausted") return exhausted(outcome);
  return outcome.kind === "refused" && outcome.unaccepted ? notAccepted(outcome.unaccepted, outcome) : null;
}

/** Why an item fails that a model refuses. */
export function refusedBy(outcome: { code: string; detail: string }): Failure {
  return { code: "provider_refused", params: ownWords(outcome) };
}

/** Why nothing is answered before somebody mends the key or the model's name. */
export function notAccepted(what: "key" | "model", words: { code: string; detail: string }): Failure {
  return { code: `provider_${what}_refused`, params: ownWords(words) };
}

/** Why a provider refused, in its own words. */
export function ownWords({ code, detail }: { code: string; detail: string }): {
  reason: string;
  detail: string;
} {
  return { reason: code, detail: cutText(detail, LONGEST_DETAIL) };
}
