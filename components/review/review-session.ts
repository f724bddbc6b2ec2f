import { newId } from "#lib/new-id.ts";
import type { ClaimedBatch } from "#lib/review/claim.ts";
import type { Heartbeat, NamedClaim } from "#lib/review/claim-leases.ts";
import { type ClaimedDecision, type Output, UNDO_DEPTH } from "#lib/review/decision.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import type { DecisionResult } from "#lib/review/decision-result.ts";
import type { OwnDecision } from "#lib/review/list-own-decisions.ts";
import type { Risk } from "#lib/review/queue-order.ts";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import type { EmptyReason } from "#lib/review/why-empty.ts";
import type { Claim, ReviewItem } from "./review-answers.ts";
import type { ReviewStorage } from "./review-storage.ts";
import { advanceSession } from "./session/advance-session.ts";
import { canDecide } from "./session/decide-item.ts";
import { latestRejection } from "./session/note-rejection.ts";
import type { OutboxEntry } from "./session/outbox.ts";
import type { ReviewView } from "./session/review-view.ts";
import { newSession, type Session, type Undoable } from "./session/session.ts";
import type { SessionEffect } from "./session/session-effect.ts";
import type { DecisionDetails, FailedCall, ReadFor, SessionEvent, Stamp } from "./session/session-event.ts";

/** A part of the queue, beside a batch. */
export interface QueueNarrowed {
  language?: string;
  templateId?: string;
  risk?: Risk;
}

/** The part of the API a review needs; the typed client has it as `client.review`. */
export interface ReviewApi {
  claim(
    input: {
      batchId?: string;
      limit: number;
      state: "pending" | "escalated";
      except: readonly string[];
      resume: boolean;
      first?: string;
    } & QueueNarrowed,
  ): Promise<{ claims: Claim[]; batches: ClaimedBatch[]; empty: EmptyReason | null }>;
  heartbeat(input: { claims: NamedClaim[] }): Promise<{ results: Heartbeat[] }>;
  release(input: { claims: NamedClaim[] }): Promise<unknown>;
  decide(input: DecisionInput[]): Promise<{ results: DecisionResult[] }>;
  queue(input: { batchId?: string } & QueueNarrowed): Promise<{ batches: QueuedBatch[] }>;
  mine(input: { limit: number }): Promise<{ items: OwnDecision[] }>;
  item(input: { itemId: string }): Promise<ReviewItem>;
}

export interface ReviewSessionOptions {
  api: ReviewApi;
  storage: ReviewStorage;
  /** The HTTP status of a refusal; `null` for a lost connection and the like. */
  refusalStatus: (error: unknown) => number | null;
  /** Whether somebody can be reading: nothing is held on for a page that is not seen. */
  isVisible: () => boolean;
  batchId: string | undefined;
  state: "pending" | "escalated";
  /** Which part of the queue is reviewed. */
  narrowed?: QueueNarrowed | undefined;
  queue: readonly QueuedBatch[];
  /** An item that somebody was sent to: shown before all others, if it can be handed out. */
  first?: string | undefined;
}

const RENEWAL_MS = 60_000;
const QUEUE_MS = 15_000;

// What the last sitting gave back must have arrived before the next one asks what is held.
let givenBack: Promise<unknown> = Promise.resolve();

/** One sitting of one reviewer: tells its session what happens, and does what the session asks for. */
export class ReviewSession {
  readonly #options: ReviewSessionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #session: Session;
  #first: string | undefined;

  constructor(options: ReviewSessionOptions) {
    this.#options = options;
    this.#session = newSession(options.queue);
    this.#first = options.first;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): ReviewView => this.#session.view;

  /** Sends what an earlier sitting left, then claims. */
  start(): void {
    this.#hear({ type: "started", entries: this.#options.storage.entries(), at: Date.now() });
    this.#timers.add(setInterval(() => this.renew(), RENEWAL_MS));
    this.#timers.add(setInterval(() => this.#hear({ type: "queue-due" }), QUEUE_MS));
  }

  /** Ends the sitting: what is undecided goes back to the others. Decisions on their way stay kept. */
  stop(): void {
    this.#hear({ type: "stopped" });
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** The item has been painted: from a quarter of a second later on it can be decided on. */
  shown(itemId: string): void {
    this.#hear({ type: "painted", itemId, at: performance.now() });
  }

  /**
   * Decides on the current item and shows the next.
   * @returns whether it was taken: not before it has been seen long enough, nor when its hold is lost.
   */
  decide(decision: Exclude<ClaimedDecision, "undo">, details: DecisionDetails = {}): boolean {
    const at = performance.now();
    if (!canDecide(this.#session, at)) return false;
    this.#hear({ type: "decided", decision, details, at, stamp: newStamp() });
    return true;
  }

  /** The latest decision of this sitting if it is a rejection, which may still be given a note; `null` otherwise. */
  latestRejection(): Undoable | null {
    return latestRejection(this.#session);
  }

  /**
   * Makes the latest rejection again with this note; "" takes its note away.
   * @returns whether it was taken: not when another decision is the latest by now, nor when the note is the same.
   */
  noteRejection(requestId: string, note: string): boolean {
    const entry = this.latestRejection()?.entry;
    if (entry?.requestId !== requestId || (entry.note ?? "") === note) return false;
    this.#hear({ type: "rejection-noted", requestId, note, stamp: newStamp(), undoStamp: newStamp() });
    return true;
  }

  /** What a check blocks on an item was let pass: it can be approved from now on. */
  blockOverridden(itemId: string, check: string): void {
    this.#hear({ type: "block-overridden", itemId, check });
  }

  /** Gives the current item back to the others and shows the next. */
  skip(): void {
    this.#hear({ type: "skipped" });
  }

  /** Shows another held item without deciding. */
  moveBy(by: 1 | -1): void {
    this.#hear({ type: "moved", by });
  }

  /** Takes the latest decision back, or the latest on an item; on this machine if it never left it. */
  undo(itemId?: string): void {
    this.#hear({ type: "undo-asked", ...(itemId && { itemId }), stamp: newStamp() });
  }

  /** Whether a decision would not be taken now only because the item has not been on screen long enough. */
  isTooSoon(): boolean {
    const { current, lost } = this.#session.view;
    const isThere = current !== null && !lost.has(current.itemId);
    return isThere && !canDecide(this.#session, performance.now());
  }

  /** What was written on an item and not saved; `null` for nothing. */
  draft(itemId: string): Output | null {
    return this.#options.storage.draft(itemId);
  }

  /** Keeps what is being written on an item; `null` forgets it. */
  keepDraft(itemId: string, output: Output | null): void {
    this.#options.storage.keepDraft(itemId, output);
  }

  dismiss(noticeId: string): void {
    this.#hear({ type: "notice-dismissed", noticeId });
  }

  /** Tries again now what waits: decisions, and claims when there were none. */
  retry(): void {
    this.#hear({ type: "retried" });
  }

  /** Keeps what is held; learns what is not any more. */
  renew(): void {
    if (this.#options.isVisible()) this.#hear({ type: "renewal-due" });
  }

  /** Asks again how much waits, and for items where there were none. */
  checkAgain(): void {
    this.#hear({ type: "queue-due" });
    this.retry();
  }

  /** Leaves an item whose hold was lost. */
  leaveLost(): void {
    this.#hear({ type: "lost-item-left" });
  }

  #hear(event: SessionEvent): void {
    const before = this.#session.view;
    const { session, effects } = advanceSession(this.#session, event);
    this.#session = session;
    for (const effect of effects) this.#carryOut(effect);
    if (this.#session.view !== before) for (const listener of this.#listeners) listener();
  }

  #carryOut(effect: SessionEffect): void {
    const { storage } = this.#options;
    switch (effect.do) {
      case "keep-entry":
        if (!storage.keep(effect.entry)) this.#hear({ type: "not-kept" });
        return;
      case "drop-entry":
        storage.drop(effect.requestId);
        return;
      case "keep-draft":
        storage.keepDraft(effect.itemId, effect.output);
        return;
      case "send":
        void this.#send(effect.entries);
        return;
      case "claim":
        void this.#claim(effect);
        return;
      case "release":
        this.#release(effect.claims);
        return;
      case "renew":
        void this.#renewLeases(effect.claims);
        return;
      case "read-queue":
        void this.#readQueue();
        return;
      case "read-own-decisions":
        void this.#readOwnDecisions(effect.readFor);
        return;
      case "read-undone-item":
        void this.#readUndoneItem(effect);
        return;
      case "wait":
        this.#wait(effect);
    }
  }

  get #batch(): { batchId?: string } & QueueNarrowed {
    const { batchId, narrowed } = this.#options;
    return { ...narrowed, ...(batchId && { batchId }) };
  }

  async #send(entries: readonly OutboxEntry[]): Promise<void> {
    const answer = await this.#options.api.decide(entries.map(toInput)).catch(this.#failed);
    this.#hear(
      "error" in answer
        ? { type: "send-failed", entries, ...answer }
        : { type: "answered", entries, results: answer.results },
    );
  }

  async #claim({ limit, except, resume }: Extract<SessionEffect, { do: "claim" }>): Promise<void> {
    const { api, state } = this.#options;
    await givenBack;
    const first = this.#first === undefined ? {} : { first: this.#first };
    const found = await api
      .claim({ ...this.#batch, limit, state, except, resume, ...first })
      .catch(this.#failed);
    if (!("error" in found)) this.#first = undefined;
    this.#hear("error" in found ? { type: "claim-failed", resume, ...found } : { type: "claimed", ...found });
  }

  #release(claims: NamedClaim[]): void {
    const released = this.#options.api.release({ claims }).catch(ignore);
    if (this.#session.stage === "closed") givenBack = released;
  }

  async #renewLeases(claims: NamedClaim[]): Promise<void> {
    const answer = await this.#options.api.heartbeat({ claims }).catch(() => null);
    if (answer) this.#hear({ type: "renewed", results: answer.results });
  }

  async #readQueue(): Promise<void> {
    const found = await this.#options.api.queue(this.#batch).catch(() => null);
    if (found) this.#hear({ type: "queue-read", batches: found.batches });
  }

  async #readOwnDecisions(readFor: ReadFor): Promise<void> {
    const mine = await this.#options.api.mine({ limit: UNDO_DEPTH }).catch(() => null);
    this.#hear({ type: "own-decisions-read", readFor, decisions: mine?.items ?? [] });
  }

  async #readUndoneItem({
    decisionId,
    itemId,
  }: Extract<SessionEffect, { do: "read-undone-item" }>): Promise<void> {
    const item = await this.#options.api.item({ itemId }).catch(() => null);
    this.#hear({ type: "undone-item-read", decisionId, item, stamp: newStamp() });
  }

  #wait({ forMs, event }: Extract<SessionEffect, { do: "wait" }>): void {
    if (this.#session.stage === "closed") return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#hear(event);
    }, forMs);
    this.#timers.add(timer);
  }

  readonly #failed = (error: unknown): FailedCall => ({ error, status: this.#options.refusalStatus(error) });
}

// What failed here is tried again by its own timer; there is nothing to tell.
function ignore(): void {}

function newStamp(): Stamp {
  return { requestId: newId(), madeAt: Date.now() };
}

function toInput({ madeAt: _, ...entry }: OutboxEntry): DecisionInput {
  return entry;
}
