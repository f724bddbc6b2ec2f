import { vi } from "vitest";
import type { Claim } from "#components/review/review-answers.ts";
import { type ReviewApi, ReviewSession } from "#components/review/review-session.ts";
import type { ReviewStorage } from "#components/review/review-storage.ts";
import type { OutboxEntry } from "#components/review/session/outbox.ts";
import type { Output } from "#lib/review/decision.ts";
import type { DecisionInput } from "#lib/review/decision-input.ts";
import type { DecisionResult } from "#lib/review/decision-result.ts";
import type { OwnDecision } from "#lib/review/list-own-decisions.ts";

/** An API call that was answered with a refusal; anything else that is thrown is a lost connection. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/** What a decision is answered with in place of being made. */
type Answer = Omit<DecisionResult, "itemId">;

/** A server of review that keeps to the rules of claims and request ids, and can be made to misbehave. */
export class PlayedServer {
  /** Calls in their order, `keep <decision>` of the storage among them. */
  readonly log: string[] = [];
  /** Decisions that were made, each once. */
  readonly made: DecisionInput[] = [];
  readonly released: string[] = [];
  readonly claimsAsked: Parameters<ReviewApi["claim"]>[0][] = [];
  /** Own decisions of before, latest first. */
  earlier: OwnDecision[] = [];
  lostLeases = new Set<string>();
  /** By item: what its next decision is answered with. */
  readonly answers = new Map<string, Answer>();
  /** Thrown by every call while set. */
  down: Error | null = null;
  /** Thrown after decisions were made: the answer is lost on its way. */
  answerLost = false;
  /** Refuses a call that carries a decision on one of these. */
  readonly unreadable = new Set<string>();
  unreadableItem = false;
  readonly #waiting: string[];
  readonly #requestIds = new Set<string>();
  readonly #tokens = new Map<string, number>();
  #holdUp: Promise<void> = Promise.resolve();
  #letGo = () => {};

  constructor(items: number) {
    this.#waiting = Array.from({ length: items }, (_, i) => `b.${i + 1}`);
  }

  /** Adds items to the queue. */
  add(...itemIds: string[]): void {
    this.#waiting.push(...itemIds);
  }

  /** Holds answers to decisions back until `letGo`. */
  hold(): void {
    this.#holdUp = new Promise((resolve) => {
      this.#letGo = resolve;
    });
  }

  letGo(): void {
    this.#letGo();
  }

  readonly api: ReviewApi = {
    claim: async (input) => {
      this.#called("claim");
      this.claimsAsked.push(input);
      const free = this.#waiting.filter((id) => !input.except.includes(id)).slice(0, input.limit);
      for (const id of free) {
        this.#waiting.splice(this.#waiting.indexOf(id), 1);
        this.#tokens.set(id, (this.#tokens.get(id) ?? 0) + 1);
      }
      return { claims: free.map((id) => this.#claim(id)), batches: [BATCH], empty: null };
    },
    heartbeat: async ({ claims }) => {
      this.#called("heartbeat");
      return {
        results: claims.map(({ itemId }) => ({
          itemId,
          status: this.lostLeases.has(itemId) ? ("lost" as const) : ("held" as const),
          leaseExpiresAt: null,
        })),
      };
    },
    release: async ({ claims }) => {
      this.#called("release");
      this.released.push(...claims.map(({ itemId }) => itemId));
    },
    decide: async (input) => {
      this.#called("decide");
      await this.#holdUp;
      if (input.some(({ itemId }) => this.unreadable.has(itemId))) throw new Refused(422);
      const results = input.map((decision) => this.#decide(decision));
      if (this.answerLost) throw new Error("the connection was lost");
      return { results };
    },
    queue: async () => {
      this.#called("queue");
      return { batches: [] };
    },
    mine: async () => {
      this.#called("mine");
      return { items: this.earlier };
    },
    item: async ({ itemId }) => {
      this.#called("item");
      if (this.unreadableItem) throw new Error("the connection was lost");
      const { token, leaseExpiresAt, reviewState, batchId, ...item } = this.#claim(itemId);
      return {
        ...item,
        reviewState: "approved",
        batch: BATCH,
        claimedBy: null,
        versions: [],
        checkedVersion: 1,
        isPublished: false,
        publications: [],
        published: null,
        passages: [],
        guideline: "",
        messages: [],
        route: null,
        mayOverride: false,
        overrides: [],
        regenerations: [],
        history: [],
      };
    },
  };

  #called(call: string): void {
    this.log.push(call);
    if (this.down) throw this.down;
  }

  #decide(input: DecisionInput): DecisionResult {
    const { itemId, requestId = "" } = input;
    const answer = this.answers.get(itemId);
    this.answers.delete(itemId);
    if (answer) return { itemId, ...answer };
    if (!this.#requestIds.has(requestId)) {
      this.#requestIds.add(requestId);
      this.made.push(input);
      if (input.decision === "undo") this.#tokens.set(itemId, (this.#tokens.get(itemId) ?? 0) + 1);
    }
    return { itemId, status: "accepted", item: this.itemNow(itemId) };
  }

  /** An item as an answer tells of it. */
  itemNow(itemId: string): NonNullable<DecisionResult["item"]> {
    return {
      reviewState: "pending",
      output: { title: `Title ${itemId}` },
      outputVersion: 1,
      token: this.#tokens.get(itemId) ?? 0,
      route: null,
      decidedBy: null,
      decidedAt: null,
      lastEditedBy: null,
    };
  }

  #claim(itemId: string): Claim {
    return {
      itemId,
      batchId: BATCH.batchId,
      rowNumber: Number(itemId.split(".")[1]),
      language: "en",
      reviewState: "pending",
      token: this.#tokens.get(itemId) ?? 0,
      outputVersion: 1,
      leaseExpiresAt: "",
      source: {},
      output: { title: `Title ${itemId}` },
      checks: [],
      isBlind: false,
      checkedVersion: 1,
      openBlocks: [],
      triesLeft: 3,
      fields: [],
    };
  }
}

const BATCH = {
  batchId: "b",
  name: "Perfumes",
  templateName: "Copy",
  versionNumber: 1,
  guideline: "",
  inputs: [],
  columns: [],
  simulated: true,
};

/** A machine's storage that outlives sittings. */
class PlayedStorage implements ReviewStorage {
  readonly kept = new Map<string, OutboxEntry>();
  readonly drafts = new Map<string, Output>();
  isFull = false;
  readonly #log: string[];

  constructor(log: string[]) {
    this.#log = log;
  }

  entries(): OutboxEntry[] {
    return [...this.kept.values()];
  }

  keep(entry: OutboxEntry): boolean {
    this.#log.push(`keep ${entry.decision}`);
    if (!this.isFull) this.kept.set(entry.requestId, entry);
    return !this.isFull;
  }

  drop(requestId: string): void {
    this.kept.delete(requestId);
  }

  draft(itemId: string): Output | null {
    return this.drafts.get(itemId) ?? null;
  }

  keepDraft(itemId: string, output: Output | null): void {
    if (output) this.drafts.set(itemId, output);
    else this.drafts.delete(itemId);
  }
}

/** A reviewer at a page: each sitting is a page that was opened on the same machine. */
export interface Reviewer {
  server: PlayedServer;
  storage: PlayedStorage;
  session: ReviewSession;
  /** Whether the page can be seen. */
  isVisible: boolean;
  /** The item on screen. */
  current(): string | null;
  /** Reads what is on screen long enough to decide on it. */
  read(): Promise<void>;
  /** The page is gone without a word, and opened again. */
  reload(): Promise<void>;
}

/** Lets everything that is due now happen. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

/** Opens the review page on a queue of so many items. Timers must be fake. */
export async function sitDown(items: number, server = new PlayedServer(items)): Promise<Reviewer> {
  const storage = new PlayedStorage(server.log);
  const open = () =>
    new ReviewSession({
      api: server.api,
      storage,
      refusalStatus: (error) => (error instanceof Refused ? error.status : null),
      isVisible: () => reviewer.isVisible,
      batchId: undefined,
      state: "pending",
      queue: [],
    });
  const reviewer: Reviewer = {
    server,
    storage,
    isVisible: true,
    session: undefined as unknown as ReviewSession,
    current: () => reviewer.session.view().current?.itemId ?? null,
    async read() {
      const itemId = reviewer.current();
      if (itemId) reviewer.session.shown(itemId);
      await vi.advanceTimersByTimeAsync(250);
    },
    async reload() {
      vi.clearAllTimers();
      reviewer.session = open();
      reviewer.session.start();
      await settle();
    },
  };
  await reviewer.reload();
  return reviewer;
}
