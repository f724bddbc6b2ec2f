import type { Failure } from "#lib/failure.ts";
import type { UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { cutText, storableText } from "#lib/storable-text.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const LONGEST_DETAIL = 300;

/** What stands in the way of a provider's batch. */
export type Trouble =
  /** It cannot be handed over, and nothing of it is at the provider. */
  | "not-submitted"
  /** It may be at the provider, which does not show its batches at the moment, or never does. */
  | "unlisted"
  | "never-listed"
  /** The provider says that it does not know it, or gives no results of it. */
  | "not-shown"
  /** It cannot be looked at, or its results cannot be read. */
  | "unreadable";

const SHORTEST_NOT_SHOWN_MS = MINUTE_MS;
const LONGEST_NOT_SHOWN_MS = 15 * MINUTE_MS;
const NOT_SHOWN_SHARE = 0.1;
const LONGEST_UNWANTED_MS = 2 * MINUTE_MS;

/**
 * How long a trouble is put up with before the batch is paused for it, in milliseconds: what passes by itself is waited
 * for, the longer the more is at stake.
 * @param ageMs since it was handed over; @param isWanted `false` where nobody waits for its results any more.
 */
export function patienceMs(trouble: Trouble, ageMs: number, isWanted: boolean): number {
  const patience = wantedPatienceMs(trouble, ageMs);
  return isWanted ? patience : Math.min(patience, LONGEST_UNWANTED_MS);
}

function wantedPatienceMs(trouble: Trouble, ageMs: number): number {
  switch (trouble) {
    case "not-submitted":
    case "unlisted":
      return 5 * MINUTE_MS;
    case "never-listed":
      return 45 * SECOND_MS;
    case "not-shown":
      return Math.min(LONGEST_NOT_SHOWN_MS, Math.max(SHORTEST_NOT_SHOWN_MS, ageMs * NOT_SHOWN_SHARE));
    case "unreadable":
      return 24 * HOUR_MS;
  }
}

/** A provider's list may lag behind what it has made by so much. */
export const LIST_LAG_MS = MINUTE_MS;

const WINDOW_MS = 24 * HOUR_MS;
const OVERDUE_AFTER_MS = HOUR_MS;
const GIVEN_UP_AFTER_MS = 24 * HOUR_MS;
const CANCELLED_WITHIN_MS = HOUR_MS;

/**
 * How a batch that goes on stands to its time: `overdue` an hour after its provider should have ended it, `given-up`
 * when it will not be waited for any longer.
 * @param unwantedSince when it was no longer wanted; `null` while it is.
 */
export function standingOf(
  { submittedAt, expiresAt }: { submittedAt: Date; expiresAt: Date | null },
  unwantedSince: Date | null,
  now: Date,
): "in-time" | "overdue" | "given-up" {
  const endsAtMs = expiresAt?.getTime() ?? submittedAt.getTime() + WINDOW_MS;
  const lateMs = now.getTime() - endsAtMs;
  if (lateMs > GIVEN_UP_AFTER_MS) return "given-up";
  if (unwantedSince && now.getTime() - unwantedSince.getTime() > CANCELLED_WITHIN_MS) return "given-up";
  return lateMs > OVERDUE_AFTER_MS ? "overdue" : "in-time";
}

/** What a failed request to a provider says, for a failure's parameters. */
export function wordsOf(outcome: UnansweredCall): { reason: string; detail: string } {
  if (outcome.kind === "throttled") return { reason: "http_429", detail: "" };
  return { reason: outcome.code, detail: "detail" in outcome ? cutDetail(outcome.detail ?? "") : "" };
}

/** A trouble with its provider's words, as a failure with this code. */
export function troubleOf(code: string, outcome: UnansweredCall): Failure {
  return { code, params: wordsOf(outcome) };
}

/** Words of a provider as a failure keeps them: what the database cannot hold must not keep a batch from being paused. */
export function cutDetail(detail: string): string {
  return cutText(storableText(detail), LONGEST_DETAIL);
}
