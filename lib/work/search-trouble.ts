import type { Failure } from "#lib/failure.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";

const WAIT_FOR_VECTORS_MS = 5_000;
const WAIT_FOR_PROVIDER_MS = 2_000;

const LASTING = new Set([
  "extension_missing",
  "extension_not_allowed",
  "vectors_missing",
  "vectors_incomplete",
]);

/** Whether a search goes by the words alone until somebody changes the installation: what it so finds is what there is. */
export function isLasting({ code }: Failure): boolean {
  return LASTING.has(code);
}

/** What a search that found nothing by meaning is for an item: it waits, comes again, or waits for a person. */
export function outcomeOf(failure: Failure): WorkOutcome {
  switch (failure.code) {
    case "vectors_filling":
      return { kind: "throttled", forMs: WAIT_FOR_VECTORS_MS, failure };
    case "provider_busy":
    case "provider_full":
      return { kind: "throttled", forMs: WAIT_FOR_PROVIDER_MS, failure };
    case "provider_unavailable":
    case "provider_uncertain":
      return { kind: "unavailable", failure };
    default:
      return { kind: "blocked", failure };
  }
}
