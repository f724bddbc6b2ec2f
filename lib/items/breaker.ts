import { type Failure, failureGroupOf } from "#lib/failure.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { ItemEnding } from "./advance.ts";
import { comesToNothing } from "./call-failures.ts";

/** Items in a row that failed for one cause, nothing succeeding between them, and the run is paused. */
const ITEMS_ALIKE = 8;
/** Calls in a row that came to nothing in one way, nothing answered between them, and the run is paused. */
const CALLS_ALIKE = 20;

/** What a picture is like says nothing of the next one, and nobody paid for it: half of real photos cannot be cut out. */
const OF_ONE_PICTURE = new Set([
  "cut_out_model_unsure",
  "cut_out_unsure",
  "picture_broken",
  "picture_heic",
  "picture_over_bytes",
  "picture_too_large",
  "picture_too_large_to_edit",
]);

/** What of a run has failed alike of late. */
export interface Breaker {
  items: { group: string; count: number };
  calls: { group: string; count: number };
}

export const closedBreaker: Breaker = { items: { group: "", count: 0 }, calls: { group: "", count: 0 } };

/** The breaker after a sign, and why the run is to be paused, if it is. */
export interface BreakerTurn {
  breaker: Breaker;
  trip: Failure | null;
}

/** Takes the end of an item into account. One that was skipped says nothing, nor one whose own picture was the reason. */
export function noteEnding(breaker: Breaker, ending: ItemEnding): BreakerTurn {
  if (ending.state === "succeeded") return { breaker: closedBreaker, trip: null };
  if (ending.state === "skipped") return { breaker, trip: null };
  if (OF_ONE_PICTURE.has(ending.failure.code)) return { breaker, trip: null };
  const items = oneMore(breaker.items, failureGroupOf(ending.failure));
  if (items.count < ITEMS_ALIKE) return { breaker: { ...breaker, items }, trip: null };
  return { breaker: closedBreaker, trip: failingAlike("items", items.count, ending.failure) };
}

/**
 * Takes the end of a call into account. What waits by itself (a full rate limit, an outage) says nothing; what pauses
 * the run by itself needs no breaker.
 */
export function noteCall(breaker: Breaker, outcome: CallOutcome<unknown>): BreakerTurn {
  if (outcome.kind === "answered") return { breaker: { ...breaker, calls: closedBreaker.calls }, trip: null };
  if (outcome.kind !== "unavailable" && outcome.kind !== "uncertain") return { breaker, trip: null };
  if ("outage" in outcome) return { breaker, trip: null };
  const cause = comesToNothing(outcome);
  const calls = oneMore(breaker.calls, failureGroupOf(cause));
  if (calls.count < CALLS_ALIKE) return { breaker: { ...breaker, calls }, trip: null };
  return { breaker: closedBreaker, trip: failingAlike("calls", calls.count, cause) };
}

function oneMore(streak: { group: string; count: number }, group: string): { group: string; count: number } {
  return { group, count: streak.group === group ? streak.count + 1 : 1 };
}

/** The reason of a pause: `cause` is the failure's own code, and its parameters stand beside it. */
function failingAlike(what: "items" | "calls", count: number, { code, params }: Failure): Failure {
  return { code: "failing_alike", params: { ...params, what, count, cause: code } };
}
