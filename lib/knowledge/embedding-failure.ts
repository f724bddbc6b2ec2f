import type { Failure } from "#lib/failure.ts";
import type { UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";

const LONGEST_DETAIL = 300;
/** What a provider says of a request that it may take with fewer texts in it. */
const MAY_BE_TOO_MANY = new Set([
  "too_many_texts",
  "provider_rejected",
  "prompt_too_long",
  "context_length_exceeded",
]);

/** Why a call that turns texts into vectors came to nothing, as a person is told. */
export function embeddingFailure(outcome: UnansweredCall): Failure {
  switch (outcome.kind) {
    case "throttled": {
      const minutes = Math.ceil(outcome.retryAfterMs / 60_000);
      return { code: "provider_full", params: { minutes, detail: words(outcome) } };
    }
    case "exhausted":
      return { code: "provider_exhausted", params: { reason: outcome.code, detail: words(outcome) } };
    case "refused": {
      const { unaccepted } = outcome;
      const code = unaccepted ? `provider_${unaccepted}_refused` : "provider_refused";
      return { code, params: { code: outcome.code, reason: outcome.code, detail: words(outcome) } };
    }
    default:
      return { code: `provider_${outcome.kind}`, params: { reason: outcome.code, detail: words(outcome) } };
  }
}

/** Whether the same call with half of its texts is worth a try: how many a provider takes at once is told nowhere. */
export function mayBeTooMany(outcome: UnansweredCall): boolean {
  // OpenRouter answers 200 without any vector.
  if (outcome.kind === "uncertain" || outcome.kind === "unavailable")
    return outcome.code === "invalid_answer";
  return outcome.kind === "refused" && !outcome.unaccepted && MAY_BE_TOO_MANY.has(outcome.code);
}

/** Why no money is left for a call: the collection's own cap (`null`), or the budget above it that lacks it. */
export function overBudget(lacking: string | null): Failure {
  if (lacking === null) return { code: "collection_cap_reached" };
  return { code: "over_budget", params: { by: "budget", budget: lacking } };
}

function words(outcome: UnansweredCall): string {
  return cutText(("detail" in outcome && outcome.detail) || "", LONGEST_DETAIL);
}
