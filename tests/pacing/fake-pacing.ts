import {
  PART_OF_REACH,
  type PaceState,
  SHARE_AFTER_429,
  SHARE_RECOVERY,
  type Stretch,
  type StretchAsk,
  USED_SHARE,
} from "#db/queries/pacing.ts";
import type { PacingStore } from "#lib/pacing/pacing-store.ts";

/** What the database keeps of one model, in memory and on the test's clock: the same arithmetic, said again. */
export class FakePacing implements PacingStore {
  statements = 0;
  /** How long a statement takes. */
  latencyMs = 3;
  limits: { rpm: number | null; tpm: number | null; concurrency: number | null };
  reportedLimits: { rpm: number | null; tpm: number | null } = { rpm: null, tpm: null };
  outages = 0;
  #requests = { untilMs: 0, rate: 0 };
  #tokens = { untilMs: 0, rate: 0 };
  #share = { at: 0, value: USED_SHARE };
  #closedUntilMs = 0;
  #fullUntilMs = 0;

  constructor(limits: { rpm?: number; tpm?: number; concurrency?: number }) {
    this.limits = { rpm: null, tpm: null, concurrency: 1_000, ...limits };
  }

  async lease({ calls, tokens, leastPart, reachMs }: StretchAsk) {
    return this.#statement((): Stretch & PaceState => {
      const nowMs = performance.now();
      const state = this.#state();
      const used = this.#used(nowMs);
      const requestRate = state.rpm === null ? null : (state.rpm * used) / 60_000;
      const tokenRate = state.tpm === null ? null : (state.tpm * used) / 60_000;
      const requestsAhead = ahead(this.#requests, requestRate, nowMs);
      const tokensAhead = ahead(this.#tokens, tokenRate, nowMs);
      const requestsSpan = requestRate === null ? 0 : calls / requestRate;
      const tokensSpan = tokenRate === null ? 0 : tokens / tokenRate;
      const delayMs = Math.max(requestsAhead, tokensAhead, state.closedMs);
      const span = Math.max(requestsSpan, tokensSpan);
      const part = state.outage > 0 ? 0 : partGiven({ leastPart, reachMs, delayMs, span });
      const until = (aheadMs: number, spanMs: number) =>
        nowMs + (part > 0 ? delayMs + part * spanMs : aheadMs);
      this.#requests = { untilMs: until(requestsAhead, requestsSpan), rate: requestRate ?? 0 };
      this.#tokens = { untilMs: until(tokensAhead, tokensSpan), rate: tokenRate ?? 0 };
      const each = (rate: number | null) => (rate === null ? 0 : 1 / rate);
      return {
        part,
        delayMs,
        spanMs: part * span,
        requestMs: each(requestRate),
        tokenMs: each(tokenRate),
        ...state,
      };
    });
  }

  throttled(holdMs: number, fullMs: number): Promise<void> {
    return this.#statement(() => {
      const nowMs = performance.now();
      const told = this.#closedUntilMs > nowMs ? this.#fullUntilMs : 0;
      this.#fullUntilMs = Math.max(told, nowMs + fullMs);
      this.#closedUntilMs = Math.max(this.#closedUntilMs, nowMs + holdMs);
      if (nowMs - this.#share.at > 1_000)
        this.#share = { at: nowMs, value: this.#used(nowMs) * SHARE_AFTER_429 };
    });
  }

  /** As somebody does who changes the model's limits or its provider's key. */
  open(): void {
    this.#closedUntilMs = performance.now();
  }

  outage(outage: number, holdMs: number): Promise<void> {
    return this.#statement(() => {
      this.outages = Math.max(this.outages, outage);
      this.#closedUntilMs = performance.now() + holdMs;
    });
  }

  recovered(): Promise<void> {
    return this.#statement(() => {
      this.outages = 0;
      this.#closedUntilMs = 0;
    });
  }

  probe(patienceMs: number): Promise<boolean> {
    return this.#statement(() => {
      const nowMs = performance.now();
      if (this.outages === 0 || this.#closedUntilMs > nowMs) return false;
      this.#closedUntilMs = nowMs + patienceMs;
      return true;
    });
  }

  reported(limits: { rpm: number | null; tpm: number | null }): Promise<void> {
    return this.#statement(() => {
      this.reportedLimits = limits;
    });
  }

  state(): Promise<PaceState> {
    return this.#statement(() => this.#state());
  }

  async #statement<Value>(work: () => Value): Promise<Value> {
    this.statements++;
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    return work();
  }

  #state(): PaceState {
    const { rpm, tpm, concurrency } = this.limits;
    const closedMs = Math.max(0, this.#closedUntilMs - performance.now());
    const fullMs = Math.max(closedMs, this.#fullUntilMs - performance.now());
    return {
      rpm: least(rpm, this.reportedLimits.rpm),
      tpm: least(tpm, this.reportedLimits.tpm),
      concurrency,
      closedMs,
      fullMs: closedMs > 0 && this.outages === 0 ? fullMs : 0,
      outage: this.outages,
    };
  }

  #used(nowMs: number): number {
    return Math.min(
      USED_SHARE,
      this.#share.value + (SHARE_RECOVERY * Math.max(0, nowMs - this.#share.at)) / 1_000,
    );
  }
}

/** What part of what was asked for a stretch holds. */
export function partGiven(asked: {
  leastPart: number;
  reachMs: number;
  delayMs: number;
  /** How long all of it would take. */
  span: number;
}): number {
  const { leastPart, reachMs, delayMs, span } = asked;
  if (delayMs >= reachMs) return 0;
  return span === 0 ? 1 : Math.min(1, Math.max(leastPart, (PART_OF_REACH * (reachMs - delayMs)) / span));
}

function ahead(line: { untilMs: number; rate: number }, rate: number | null, nowMs: number): number {
  return rate === null ? 0 : Math.max(0, line.untilMs - nowMs) * Math.min(1, line.rate / rate);
}

function least(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
