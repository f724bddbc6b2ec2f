import type { ClaimedBatch } from "#lib/review/claim.ts";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import type { EmptyReason } from "#lib/review/why-empty.ts";
import type { Claim } from "../review-answers.ts";
import { EMPTY_OUTBOX, type Outbox } from "./outbox.ts";

/** Something a reviewer must hear of a decision that did not stand. */
export interface ReviewNotice {
  id: string;
  itemId: string;
  code: string;
  /** Who decided, edited or holds it instead. */
  who: string | null;
  hasDraft: boolean;
}

/** What the screen shows; a new object after every change. */
export interface ReviewView {
  phase: "loading" | "ready" | "empty" | "failed";
  /** Why it failed or stands still: what the API answered. */
  error: unknown;
  /** Why nothing was handed out, where that is so. */
  whyEmpty: EmptyReason | null;
  claims: readonly Claim[];
  current: Claim | null;
  batches: Readonly<Record<string, ClaimedBatch>>;
  outbox: Outbox;
  /** Whether every waiting decision is safe on this machine. */
  isKept: boolean;
  notices: readonly ReviewNotice[];
  /** Items whose hold ended while they were on screen. */
  lost: ReadonlySet<string>;
  queue: readonly QueuedBatch[];
  /** Items that left the queue by decisions here and that `queue` does not know of yet. */
  sinceQueue: number;
  /** Decisions of this sitting. */
  decided: number;
  startedAt: number;
  canUndo: boolean;
}

/** What is shown before anything was claimed. */
export function firstView(queue: readonly QueuedBatch[]): ReviewView {
  return {
    phase: "loading",
    error: null,
    whyEmpty: null,
    claims: [],
    current: null,
    batches: {},
    outbox: EMPTY_OUTBOX,
    isKept: true,
    notices: [],
    lost: new Set(),
    queue,
    sinceQueue: 0,
    decided: 0,
    startedAt: 0,
    canUndo: false,
  };
}
