import type { ClaimedBatch } from "#lib/review/claim.ts";
import type { Heartbeat } from "#lib/review/claim-leases.ts";
import type { ClaimedDecision, Output } from "#lib/review/decision.ts";
import type { DecisionResult } from "#lib/review/decision-result.ts";
import type { OwnDecision } from "#lib/review/list-own-decisions.ts";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import type { RejectRoute } from "#lib/review/reject-reason.ts";
import type { EmptyReason } from "#lib/review/why-empty.ts";
import type { Claim, ReviewItem } from "../review-answers.ts";
import type { OutboxEntry } from "./outbox.ts";

/** The id and time of a decision that may follow from an event; sent again under the id it is made once. */
export interface Stamp {
  requestId: string;
  madeAt: number;
}

/** What goes with a decision. */
export interface DecisionDetails {
  reason?: string;
  note?: string;
  route?: RejectRoute;
  output?: Output;
}

/** A rejection with another note; "" takes the note away. */
export interface NotedRejection {
  /** Of the rejection. */
  requestId: string;
  note: string;
  /** Of the rejection made again, and of its undo where that is needed. */
  stamp: Stamp;
  undoStamp: Stamp;
}

/** A failed call: `status` is that of the API's refusal, `null` for a lost connection and the like. */
export interface FailedCall {
  error: unknown;
  status: number | null;
}

/** Why a sitting asks what its reviewer decided before: to know, or to take back the latest, or that on an item. */
export type ReadFor = "start" | "undo" | { itemId: string };

/** What happens to a sitting: by its reviewer, by the clock, and by the answers of the API. */
export type SessionEvent =
  | { type: "started"; entries: OutboxEntry[]; at: number }
  | { type: "stopped" }
  /** `at` counts from any point, and never goes back. */
  | { type: "painted"; itemId: string; at: number }
  | {
      type: "decided";
      decision: Exclude<ClaimedDecision, "undo">;
      details: DecisionDetails;
      at: number;
      stamp: Stamp;
    }
  | ({ type: "rejection-noted" } & NotedRejection)
  /** Somebody let pass what a check blocks. */
  | { type: "block-overridden"; itemId: string; check: string }
  | { type: "skipped" }
  | { type: "moved"; by: 1 | -1 }
  /** `itemId`: of this item; the latest decision without. */
  | { type: "undo-asked"; itemId?: string; stamp: Stamp }
  | { type: "lost-item-left" }
  | { type: "notice-dismissed"; noticeId: string }
  | { type: "retried" }
  | { type: "flush-due" }
  | { type: "claim-due"; resume: boolean }
  | { type: "renewal-due" }
  | { type: "queue-due" }
  /** A decision could not be written to this machine. */
  | { type: "not-kept" }
  | { type: "answered"; entries: readonly OutboxEntry[]; results: readonly DecisionResult[] }
  | ({ type: "send-failed"; entries: readonly OutboxEntry[] } & FailedCall)
  | { type: "claimed"; claims: Claim[]; batches: ClaimedBatch[]; empty: EmptyReason | null }
  | ({ type: "claim-failed"; resume: boolean } & FailedCall)
  | { type: "renewed"; results: readonly Heartbeat[] }
  | { type: "queue-read"; batches: QueuedBatch[] }
  | { type: "own-decisions-read"; readFor: ReadFor; decisions: readonly OwnDecision[] }
  /** `item` is `null` where it could not be read. */
  | { type: "undone-item-read"; decisionId: string; item: ReviewItem | null; stamp: Stamp };
