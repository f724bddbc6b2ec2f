import { db } from "#db/client.ts";
import {
  type CallsOfChunk,
  type CallToReserve,
  type OwnedChunk,
  ownerKey,
  type ReservedCalls,
  reserveCalls,
} from "#db/queries/batches/reserve-calls.ts";
import { log } from "#lib/observability/log.ts";
import { inSpan } from "#lib/observability/tracing.ts";
import { sleep } from "#lib/sleep.ts";

/** What one chunk's wish gave. */
interface ReservedOfChunk extends Pick<ReservedCalls, "running" | "inFlight" | "lacking"> {
  /** How many of its calls, from the first on, are reserved and journalled. */
  granted: number;
  owned: boolean;
}

/** How many of the calls that were asked for are reserved, or why none is. */
export type BatchReserved =
  | { kind: "reserved"; calls: number }
  /** The batch does not run, the chunk has another owner, or the worker is to stop. */
  | { kind: "left" }
  /** Nothing is in flight any more that could free money; `null`: the batch's own cap lacks it. */
  | { kind: "unfunded"; budget: string | null };

interface Wish extends CallsOfChunk {
  resolve(reserved: ReservedOfChunk): void;
  reject(cause: unknown): void;
}

const MOST_CALLS = 1_000;
const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 1_000;

/** Reserves money for the chunks of one batch in this process: whoever asks while one is under way shares the next. */
export class BatchReservations {
  readonly #batchId: string;
  #wishes: Wish[] = [];
  #isReserving = false;

  constructor(batchId: string) {
    this.#batchId = batchId;
  }

  /**
   * Reserves money for the first of these calls, as many as fit under the cap. Where none fits it waits for what is
   * in flight to settle.
   */
  async reserve(
    chunk: OwnedChunk,
    calls: readonly CallToReserve[],
    leaving: AbortSignal,
  ): Promise<BatchReserved> {
    for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(LAST_LOOK_MS, lookMs * 2)) {
      if (leaving.aborted) return { kind: "left" };
      const { granted, owned, running, inFlight, lacking } = await this.#ask(chunk, calls);
      if (granted > 0) return { kind: "reserved", calls: granted };
      if (!owned) {
        const { batchId, number, fence } = chunk;
        log.warn({ batchId, chunk: number, fence }, "a chunk was taken over");
      }
      if (!owned || !running) return { kind: "left" };
      if (!inFlight) return { kind: "unfunded", budget: lacking };
      await sleep(lookMs, leaving);
    }
  }

  #ask(chunk: OwnedChunk, calls: readonly CallToReserve[]): Promise<ReservedOfChunk> {
    return new Promise((resolve, reject) => {
      this.#wishes.push({ chunk, calls, resolve, reject });
      if (!this.#isReserving) this.#reserveAll();
    });
  }

  async #reserveAll(): Promise<void> {
    this.#isReserving = true;
    while (this.#wishes.length > 0) {
      const wishes = this.#takeWishes();
      try {
        const facts = { batchId: this.#batchId, chunks: wishes.length };
        const reserved = await inSpan("reserve", facts, () => reserveCalls(db(), this.#batchId, wishes));
        share(reserved, wishes);
      } catch (cause) {
        for (const { reject } of wishes) reject(cause);
      }
    }
    this.#isReserving = false;
  }

  #takeWishes(): Wish[] {
    let calls = 0;
    const past = this.#wishes.findIndex((wish) => {
      calls += wish.calls.length;
      return calls > MOST_CALLS;
    });
    return this.#wishes.splice(0, past === -1 ? this.#wishes.length : Math.max(1, past));
  }
}

function share({ granted, owned, running, inFlight, lacking }: ReservedCalls, wishes: readonly Wish[]): void {
  const isOwned = new Set(owned);
  let left = granted;
  for (const { chunk, calls, resolve } of wishes) {
    const isOwner = isOwned.has(ownerKey(chunk));
    const given = isOwner ? Math.min(left, calls.length) : 0;
    left -= given;
    resolve({ granted: given, owned: isOwner, running, inFlight: inFlight || granted > given, lacking });
  }
}
