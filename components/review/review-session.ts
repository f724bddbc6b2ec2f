import { newId } from "#lib/new-id.ts";
import type { ClaimedBatch } from "#lib/review/claim.ts";
import type { DecisionInput, DecisionResult } from "#lib/review/decide-items.ts";
import type { DecisionKind, Output } from "#lib/review/decision.ts";
import { UNDO_DEPTH } from "#lib/review/decision.ts";
import type { Heartbeat, NamedClaim } from "#lib/review/hold-claims.ts";
import type { OwnDecision } from "#lib/review/list-own-decisions.ts";
import type { QueuedBatch } from "#lib/review/read-queue.ts";
import type { Claim, ReviewItem } from "./review-answers.ts";
import { MIN_SEEN_MS } from "./review-key.ts";
import type { ReviewStorage } from "./review-storage.ts";
import {
  canWithdraw,
  EMPTY_OUTBOX,
  nextFlush,
  type Outbox,
  type OutboxEntry,
  type OutboxEvent,
  outboxAfter,
  retryDelayMs,
} from "./session/outbox.ts";

/** The part of the API a review needs; the typed client has it as `client.review`. */
export interface ReviewApi {
  claim(input: {
    batchId?: string;
    limit: number;
    state: "pending" | "escalated";
    except: string[];
    resume: boolean;
  }): Promise<{ claims: Claim[]; batches: ClaimedBatch[] }>;
  heartbeat(input: { claims: NamedClaim[] }): Promise<{ results: Heartbeat[] }>;
  release(input: { claims: NamedClaim[] }): Promise<unknown>;
  decide(input: DecisionInput[]): Promise<{ results: DecisionResult[] }>;
  queue(input: { batchId?: string }): Promise<{ batches: QueuedBatch[] }>;
  mine(input: { limit: number }): Promise<{ items: OwnDecision[] }>;
  item(input: { itemId: string }): Promise<ReviewItem>;
}

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

interface Undoable {
  entry: OutboxEntry;
  claim: Claim;
}

const WINDOW = 10;
const TOP_UP_BELOW = 6;
const HEARTBEAT_MS = 60_000;
const QUEUE_MS = 15_000;
const MAX_SKIPPED = 200;
const UNREADABLE = [400, 413, 422];

// What the last sitting gave back must have arrived before the next one asks what is held.
let givenBack: Promise<unknown> = Promise.resolve();

/**
 * One sitting of one reviewer: a window of claimed items, the decisions on their way, and what can be taken back.
 * The next item is always here before it is needed; the server hears of a decision afterwards, as often as it takes.
 */
export class ReviewSession {
  readonly #api: ReviewApi;
  readonly #storage: ReviewStorage;
  readonly #refusalStatus: (error: unknown) => number | null;
  readonly #batchId: string | undefined;
  readonly #state: "pending" | "escalated";
  readonly #listeners = new Set<() => void>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #view: ReviewView;
  #undoable: Undoable[] = [];
  /** Undo requests on their way, with the item they bring back. */
  readonly #undoing = new Map<string, Claim | null>();
  readonly #undone = new Set<string>();
  #skipped: string[] = [];
  #isClaiming = false;
  #isDry = false;
  #isOneByOne = false;
  #isStopped = false;
  #shownItemId: string | null = null;
  #shownAt = Number.POSITIVE_INFINITY;

  constructor(options: {
    api: ReviewApi;
    storage: ReviewStorage;
    /** The HTTP status of a refusal; `null` for a lost connection and the like. */
    refusalStatus: (error: unknown) => number | null;
    batchId: string | undefined;
    state: "pending" | "escalated";
    queue: readonly QueuedBatch[];
  }) {
    this.#api = options.api;
    this.#storage = options.storage;
    this.#refusalStatus = options.refusalStatus;
    this.#batchId = options.batchId;
    this.#state = options.state;
    this.#view = {
      phase: "loading",
      error: null,
      claims: [],
      current: null,
      batches: {},
      outbox: EMPTY_OUTBOX,
      isKept: true,
      notices: [],
      lost: new Set(),
      queue: options.queue,
      sinceQueue: 0,
      decided: 0,
      startedAt: 0,
      canUndo: false,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): ReviewView => this.#view;

  /** Sends what an earlier sitting left, then claims. */
  async start(): Promise<void> {
    this.#isStopped = false;
    this.#move({ type: "restored", entries: this.#storage.entries() });
    this.#set({ startedAt: Date.now() });
    this.#every(HEARTBEAT_MS, () => this.beat());
    this.#every(QUEUE_MS, () => this.refresh());
    // What is still to be sent was decided on a claim that must not be handed out again before it is.
    await this.#flush();
    await givenBack;
    await this.#topUp(true);
    if (this.#undoable.length === 0) this.#set({ canUndo: await this.#hasEarlierDecisions() });
  }

  /** Ends the sitting: what is undecided goes back to the others. Decisions on their way stay kept. */
  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    const waiting = new Set(this.#view.outbox.entries.map(({ itemId }) => itemId));
    const held = this.#view.claims.filter(({ itemId }) => !waiting.has(itemId)).map(named);
    if (held.length > 0) givenBack = this.#api.release({ claims: held }).catch(ignore);
  }

  /** The item has been painted: from a quarter of a second later on it can be decided on. */
  shown(itemId: string): void {
    if (this.#shownItemId === itemId) return;
    this.#shownItemId = itemId;
    this.#shownAt = performance.now();
  }

  /**
   * Decides on the current item and shows the next.
   * @returns whether it was taken: not before it has been seen long enough, nor when its hold is lost.
   */
  decide(
    decision: Exclude<DecisionKind, "undo">,
    details: { reason?: string; note?: string; output?: Output } = {},
  ): boolean {
    const { current, lost } = this.#view;
    if (!current || lost.has(current.itemId) || !this.#wasSeen(current.itemId)) return false;
    const entry = newEntry(current, decision, details);
    this.#push(entry);
    this.#undoable = [...this.#undoable, { entry, claim: current }].slice(-UNDO_DEPTH);
    if (decision === "edit") this.#storage.keepDraft(current.itemId, null);
    this.#remove(current.itemId);
    this.#set({
      decided: this.#view.decided + 1,
      sinceQueue: this.#view.sinceQueue + leaves(entry),
      canUndo: true,
    });
    this.#afterDecision();
    return true;
  }

  /** Gives the current item back to the others and shows the next. */
  skip(): void {
    const { current } = this.#view;
    if (!current) return;
    this.#skipped = [...this.#skipped, current.itemId].slice(-MAX_SKIPPED);
    this.#remove(current.itemId);
    this.#api.release({ claims: [named(current)] }).catch(ignore);
    this.#afterDecision();
  }

  /** Shows another held item without deciding. */
  moveBy(step: 1 | -1): void {
    const { claims, current } = this.#view;
    const index = claims.findIndex((claim) => claim.itemId === current?.itemId);
    const next = claims[index + step];
    if (next) this.#set({ current: next });
  }

  /** Takes the latest decision back, on this machine if it never left it. */
  async undo(): Promise<void> {
    const latest = this.#undoable.at(-1);
    if (!latest) return this.#undoEarlier();
    this.#undoable = this.#undoable.slice(0, -1);
    const { entry, claim } = latest;
    this.#set({
      decided: Math.max(0, this.#view.decided - 1),
      sinceQueue: this.#view.sinceQueue - leaves(entry),
    });
    if (canWithdraw(this.#view.outbox, entry.requestId)) {
      this.#move({ type: "withdrawn", requestId: entry.requestId });
      this.#storage.drop(entry.requestId);
      if (entry.output) this.#storage.keepDraft(claim.itemId, entry.output);
      this.#bring(claim);
      return;
    }
    this.#sendUndo(claim);
    // An undone edit makes a new version, which only the server knows.
    if (entry.decision !== "edit") this.#bring(claim);
  }

  draft(itemId: string): Output | null {
    return this.#storage.draft(itemId);
  }

  keepDraft(itemId: string, output: Output | null): void {
    this.#storage.keepDraft(itemId, output);
  }

  dismiss(noticeId: string): void {
    this.#set({ notices: this.#view.notices.filter(({ id }) => id !== noticeId) });
  }

  /** Tries again now what waits: decisions, and claims when there were none. */
  async retry(): Promise<void> {
    this.#isDry = false;
    await this.#flush();
    await this.#topUp();
  }

  /** Keeps what is held; learns what is not any more. */
  async beat(): Promise<void> {
    const { claims } = this.#view;
    if (claims.length === 0 || document.visibilityState !== "visible") return;
    const answer = await this.#api.heartbeat({ claims: claims.map(named) }).catch(() => null);
    const gone = answer?.results.filter(({ status }) => status === "lost").map(({ itemId }) => itemId) ?? [];
    for (const itemId of gone) {
      // The one being read stays on screen and says so; the others were only waiting.
      if (itemId === this.#view.current?.itemId) this.#set({ lost: new Set([...this.#view.lost, itemId]) });
      else this.#remove(itemId);
    }
    if (gone.length > 0) await this.#topUp();
  }

  async refresh(): Promise<void> {
    const found = await this.#api.queue(this.#batchId ? { batchId: this.#batchId } : {}).catch(() => null);
    if (!found || this.#isStopped) return;
    const sinceQueue = this.#view.outbox.entries.reduce((sum, entry) => sum + leaves(entry), 0);
    this.#set({ queue: found.batches, sinceQueue });
    if (this.#view.claims.length > 0) return;
    this.#isDry = false;
    await this.#topUp();
  }

  /** Leaves an item whose hold was lost. */
  leaveLost(): void {
    const { current } = this.#view;
    if (!current) return;
    this.#remove(current.itemId);
    this.#afterDecision();
  }

  #wasSeen(itemId: string): boolean {
    return this.#shownItemId === itemId && performance.now() - this.#shownAt >= MIN_SEEN_MS;
  }

  #afterDecision(): void {
    this.#flush().catch(ignore);
    this.#topUp().catch(ignore);
  }

  #push(entry: OutboxEntry): void {
    const isKept = this.#storage.keep(entry);
    this.#move({ type: "made", entry });
    if (!isKept) this.#set({ isKept });
  }

  #sendUndo(claim: Claim): void {
    const entry = newEntry(claim, "undo", {});
    this.#undoing.set(entry.requestId, claim);
    this.#push(entry);
    this.#flush().catch(ignore);
  }

  // After a reload the server knows better than this page what was decided.
  async #undoEarlier(): Promise<void> {
    const mine = await this.#api.mine({ limit: UNDO_DEPTH }).catch(() => null);
    const last = mine?.items.find(({ id, isLatest }) => isLatest && !this.#undone.has(id));
    if (!last) return this.#set({ canUndo: false });
    this.#undone.add(last.id);
    const item = await this.#api.item({ itemId: last.itemId }).catch(() => null);
    if (!item) return;
    this.#set({ batches: { ...this.#view.batches, [item.batch.batchId]: item.batch } });
    this.#sendUndo(claimOf(item));
  }

  async #hasEarlierDecisions(): Promise<boolean> {
    const mine = await this.#api.mine({ limit: UNDO_DEPTH }).catch(() => null);
    return mine?.items.some(({ isLatest }) => isLatest) ?? false;
  }

  async #flush(): Promise<void> {
    for (;;) {
      const waiting = nextFlush(this.#view.outbox);
      const entries = this.#isOneByOne ? waiting.slice(0, 1) : waiting;
      if (entries.length === 0) return;
      this.#move({ type: "sending", requestIds: entries.map(({ requestId }) => requestId) });
      try {
        const { results } = await this.#api.decide(entries.map(toInput));
        this.#answered(entries, results);
      } catch (error) {
        if (this.#setAside(entries, error)) continue;
        this.#move({ type: "failed" });
        this.#set({ error: this.#refusalStatus(error) === null ? null : error });
        this.#after(retryDelayMs(this.#view.outbox.failures), () => this.#flush());
        return;
      }
    }
  }

  // What the server can't read would keep everything behind it waiting: found by sending one by one, it leaves
  // the outbox and is told of.
  #setAside(entries: readonly OutboxEntry[], error: unknown): boolean {
    if (!UNREADABLE.includes(this.#refusalStatus(error) ?? 0)) return false;
    const [only] = entries;
    if (entries.length === 1 && only) this.#answered([only], [{ itemId: only.itemId, status: "invalid" }]);
    else this.#move({ type: "answered", requestIds: [] });
    this.#isOneByOne = entries.length > 1;
    return true;
  }

  #answered(entries: readonly OutboxEntry[], results: readonly DecisionResult[]): void {
    for (const [index, entry] of entries.entries()) {
      this.#storage.drop(entry.requestId);
      const result = results[index];
      if (result) this.#learn(entry, result);
    }
    this.#move({ type: "answered", requestIds: entries.map(({ requestId }) => requestId) });
    this.#set({ error: null, isKept: true });
  }

  #learn(entry: OutboxEntry, result: DecisionResult): void {
    const brought = this.#undoing.get(entry.requestId);
    this.#undoing.delete(entry.requestId);
    if (result.status === "accepted") {
      if (entry.decision === "undo" && brought && result.item) this.#bringAsNow(brought, result.item);
      return;
    }
    if (entry.decision === "undo") this.#remove(entry.itemId);
    else this.#undoable = this.#undoable.filter(({ entry: made }) => made.requestId !== entry.requestId);
    if (entry.output) this.#storage.keepDraft(entry.itemId, entry.output);
    const who = result.item?.decidedBy ?? result.item?.lastEditedBy;
    const notice: ReviewNotice = {
      id: entry.requestId,
      itemId: entry.itemId,
      code: result.code ?? result.status,
      who: who?.name ?? null,
      hasDraft: entry.output !== undefined,
    };
    this.#set({ notices: [notice, ...this.#view.notices].slice(0, 5) });
  }

  #bringAsNow(claim: Claim, item: NonNullable<DecisionResult["item"]>): void {
    const isDecidedAgain = this.#view.outbox.entries.some(
      ({ itemId, decision }) => itemId === claim.itemId && decision !== "undo",
    );
    if (isDecidedAgain) return;
    const { token, outputVersion, output } = item;
    this.#bring({ ...claim, token, outputVersion, output: { ...claim.output, ...output } });
  }

  /** Shows an item at the place of the current one, or brings it up to date where it is. */
  #bring(claim: Claim): void {
    const { claims, current } = this.#view;
    if (claims.some(({ itemId }) => itemId === claim.itemId)) {
      const updated = claims.map((held) => (held.itemId === claim.itemId ? claim : held));
      this.#set({ claims: updated, ...(current?.itemId === claim.itemId && { current: claim }) });
      return;
    }
    const index = Math.max(
      0,
      claims.findIndex(({ itemId }) => itemId === current?.itemId),
    );
    this.#set({ claims: claims.toSpliced(index, 0, claim), current: claim, phase: "ready" });
  }

  #remove(itemId: string): void {
    const { claims, current } = this.#view;
    const index = claims.findIndex((claim) => claim.itemId === itemId);
    if (index < 0) return;
    const left = claims.toSpliced(index, 1);
    const next = current?.itemId === itemId ? (left[index] ?? left.at(-1) ?? null) : current;
    const lost = new Set([...this.#view.lost].filter((id) => id !== itemId));
    this.#set({ claims: left, current: next, lost });
  }

  async #topUp(resume = false): Promise<void> {
    if (this.#isClaiming || this.#isStopped) return;
    const { claims } = this.#view;
    if (this.#isDry || claims.length >= (resume ? WINDOW : TOP_UP_BELOW)) return this.#settle();
    this.#isClaiming = true;
    try {
      const found = await this.#api.claim({
        ...(this.#batchId && { batchId: this.#batchId }),
        limit: WINDOW - claims.length,
        state: this.#state,
        except: this.#skipped,
        resume,
      });
      this.#isDry = found.claims.length === 0;
      this.#take(found);
    } catch (error) {
      if (this.#refusalStatus(error) !== null) this.#set({ error });
      if (this.#view.phase === "loading" || this.#view.claims.length === 0)
        this.#set({ phase: "failed", error });
      this.#after(retryDelayMs(3), () => this.#topUp(resume));
      return;
    } finally {
      this.#isClaiming = false;
    }
    this.#settle();
  }

  #take({ claims, batches }: { claims: Claim[]; batches: ClaimedBatch[] }): void {
    const known = new Set([
      ...this.#view.claims.map(({ itemId }) => itemId),
      ...this.#view.outbox.entries.map(({ itemId }) => itemId),
    ]);
    const added = claims.filter(({ itemId }) => !known.has(itemId));
    const all = [...this.#view.claims, ...added];
    const byId = { ...this.#view.batches };
    for (const batch of batches) byId[batch.batchId] = batch;
    this.#set({ claims: all, batches: byId, current: this.#view.current ?? all[0] ?? null });
  }

  #settle(): void {
    this.#set({ phase: this.#view.claims.length > 0 ? "ready" : "empty" });
  }

  #move(event: OutboxEvent): void {
    this.#set({ outbox: outboxAfter(this.#view.outbox, event) });
  }

  #set(change: Partial<ReviewView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }

  #after(delayMs: number, work: () => Promise<void>): void {
    if (this.#isStopped) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work().catch(ignore);
    }, delayMs);
    this.#timers.add(timer);
  }

  #every(delayMs: number, work: () => Promise<void>): void {
    this.#after(delayMs, async () => {
      await work().catch(ignore);
      this.#every(delayMs, work);
    });
  }
}

// What failed here is tried again by its own timer; there is nothing to tell.
function ignore(): void {}

// An edited item stays in the queue, for someone else.
function leaves({ decision }: OutboxEntry): 0 | 1 {
  return decision === "edit" || decision === "undo" ? 0 : 1;
}

function named({ itemId, token }: Claim): NamedClaim {
  return { itemId, token };
}

function newEntry(
  { itemId, token, outputVersion }: Claim,
  decision: DecisionKind,
  details: { reason?: string; note?: string; output?: Output },
): OutboxEntry {
  return { requestId: newId(), itemId, token, outputVersion, decision, ...details, madeAt: Date.now() };
}

function toInput({ madeAt: _, ...entry }: OutboxEntry): DecisionInput {
  return entry;
}

function claimOf(item: ReviewItem): Claim {
  return {
    itemId: item.itemId,
    batchId: item.batch.batchId,
    rowNumber: item.rowNumber,
    language: item.language,
    reviewState: "pending",
    token: 0,
    outputVersion: item.outputVersion,
    leaseExpiresAt: "",
    source: item.source,
    output: item.output,
    checks: item.checks,
    fields: item.fields,
  };
}
