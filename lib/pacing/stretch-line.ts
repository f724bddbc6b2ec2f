import type { Stretch } from "#db/queries/pacing.ts";

/** No stretch reaches further into the future, so that a pause or another limit holds within it. */
export const REACH_MS = 1_500;
/** Calls are let through in groups that start within this time. */
export const GROUP_MS = 100;
/** A place that nobody took can still be taken this much later; after that it is lost. */
const LATE_MS = 200;
/** Timers are not more exact than this. */
const TIMER_MS = 1;
/** What a stretch had too much or too little is remembered for this long. */
const REST_KEPT_MS = 60_000;
/** A limit that leaves less than this between two calls is none. */
const LEAST_MS = 0.001;

interface Held {
  /** Where the next call goes. */
  nextMs: number;
  endMs: number;
}

/**
 * The stretches of a model's timeline that this process holds, on its monotonic clock, and the calls placed in them
 * one after another. A stretch holds a whole number of calls, to the nearest; the next one begins later or earlier
 * by the rest, so that nothing is lost or taken twice.
 */
export class StretchLine {
  #requestMs = 0;
  #tokenMs = 0;
  #rest = { ms: 0, atMs: Number.NEGATIVE_INFINITY };
  #held: Held[] = [];

  /** Adds a stretch just leased. */
  add({ part, delayMs, spanMs, requestMs, tokenMs }: Stretch, nowMs: number): void {
    this.#requestMs = requestMs;
    this.#tokenMs = tokenMs;
    if (part === 0) return;
    const startMs = nowMs + delayMs;
    this.#held.push({ nextMs: startMs, endMs: startMs + spanMs });
    if (this.#held.length === 1) this.#applyRest(startMs);
  }

  /** Takes other limits for what it holds: calls take so many times of it what they took. */
  rescale(requests: number, tokens: number): void {
    this.#requestMs *= requests;
    this.#tokenMs *= tokens;
  }

  /** Up to when it holds anything; 0 when nothing. */
  endsAtMs(): number {
    return this.#held.at(-1)?.endMs ?? 0;
  }

  /** When the next call may start; `null` when that takes another stretch. */
  nextAtMs(): number | null {
    return this.#held[0]?.nextMs ?? null;
  }

  /** How many calls of this size find a place in what it holds. */
  room(tokensPerCall: number): number {
    const each = this.#each(tokensPerCall);
    return this.#held.reduce((calls, held) => calls + Math.max(0, callsIn(held, each)), 0);
  }

  /** Places the next calls: at least one, those that start within a moment; `null` when none may start yet. */
  take(most: number, tokensPerCall: number, nowMs: number): { calls: number; spanMs: number } | null {
    const each = this.#each(tokensPerCall);
    this.#forget(nowMs);
    this.#leaveFull(each);
    const [first] = this.#held;
    if (!first || first.nextMs > nowMs + TIMER_MS) return null;
    const soon = Math.floor((GROUP_MS + nowMs - first.nextMs) / each);
    const calls = Math.max(1, Math.min(most, callsIn(first, each), soon));
    first.nextMs += calls * each;
    const spanMs = calls === 1 ? 0 : Math.max(0, first.nextMs - nowMs);
    return { calls, spanMs };
  }

  #each(tokensPerCall: number): number {
    return Math.max(this.#requestMs, this.#tokenMs * tokensPerCall, LEAST_MS);
  }

  #forget(nowMs: number): void {
    for (const held of this.#held) {
      const lostMs = Math.min(nowMs - LATE_MS, held.endMs) - held.nextMs;
      if (lostMs > 0) held.nextMs += lostMs;
    }
  }

  // Leaves stretches that the next call does not fit in; what is too much or too little goes to the next.
  #leaveFull(each: number): void {
    for (let first = this.#held[0]; first && callsIn(first, each) < 1; first = this.#held[0]) {
      this.#rest = { ms: first.nextMs - first.endMs, atMs: first.endMs };
      this.#held.shift();
      if (this.#held[0]) this.#applyRest(this.#held[0].nextMs);
    }
  }

  #applyRest(startMs: number): void {
    const [first] = this.#held;
    if (first && startMs - this.#rest.atMs < REST_KEPT_MS) first.nextMs += this.#rest.ms;
    this.#rest = { ms: 0, atMs: startMs };
  }
}

function callsIn({ nextMs, endMs }: Held, each: number): number {
  return Math.round((endMs - nextMs) / each);
}
