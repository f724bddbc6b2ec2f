import { sleep } from "#lib/sleep.ts";
import type { CallableModel } from "../callable-model.ts";
import { type Pacer, processPacer } from "./pacer.ts";

/** Calls a model gets at once from one process where its owner set no limit. */
const DEFAULT_CONCURRENCY = 32;

/** Leave for `calls` calls, to be started evenly over `spanMs`. Give each back with `release`. */
export interface Passage {
  calls: number;
  spanMs: number;
}

interface Waiter {
  most: number;
  admit(calls: number): void;
}

/** Why calls do not flow, and until when. */
export interface Wait {
  code: "rate_limit" | "outage";
  until: Date;
}

/** What one process may do to one model: how many calls at once, how far apart, and not at all for a while. */
export class CallGate {
  readonly #pacer: Pacer;
  #concurrency: number;
  #inFlight = 0;
  #heldUntilMs = 0;
  readonly #waiters: Waiter[] = [];

  constructor(pacer: Pacer, concurrency: number | null) {
    this.#pacer = pacer;
    this.#concurrency = concurrency ?? DEFAULT_CONCURRENCY;
  }

  /** Calls it lets be in flight at once. */
  get concurrency(): number {
    return this.#concurrency;
  }

  /** Takes the model's limits as they are now. */
  limit({ rpm, tpm, concurrency }: CallableModel["limits"]): void {
    this.#pacer.limit({ rpm, tpm });
    this.#concurrency = concurrency ?? DEFAULT_CONCURRENCY;
    this.#admit();
  }

  /**
   * Waits its turn for at least one call; `null` when the signal aborts first.
   * @param most calls wanted; @param tokensPerCall upper bound of each, for limits on tokens.
   * @param onWait told when the rate limit keeps them waiting noticeably.
   */
  async pass(
    most: number,
    tokensPerCall: number,
    signal: AbortSignal,
    onWait: (wait: Wait) => void,
  ): Promise<Passage | null> {
    const admitted = await this.#enter(most, signal);
    if (admitted === 0) return null;
    let kept = admitted;
    try {
      while (this.#heldUntilMs > performance.now()) {
        if (!(await sleep(this.#heldUntilMs - performance.now(), signal))) return this.#leave(kept);
      }
      const lease = await this.#pacer.lease(admitted, tokensPerCall);
      this.release(admitted - lease.calls);
      kept = lease.calls;
      if (lease.delayMs > NOTICEABLE_MS)
        onWait({ code: "rate_limit", until: new Date(Date.now() + lease.delayMs) });
      if (!(await sleep(lease.delayMs, signal))) return this.#leave(kept);
      return { calls: lease.calls, spanMs: lease.spanMs };
    } catch (cause) {
      this.release(kept);
      throw cause;
    }
  }

  /** Gives back leave for calls that ended, or were not made after all. */
  release(calls: number): void {
    this.#inFlight -= calls;
    this.#admit();
  }

  /** Lets nobody through for a while: the provider said so. */
  hold(forMs: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, performance.now() + forMs);
  }

  #leave(calls: number): null {
    this.release(calls);
    return null;
  }

  #enter(most: number, signal: AbortSignal): Promise<number> {
    if (signal.aborted) return Promise.resolve(0);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        most,
        admit: (calls) => {
          signal.removeEventListener("abort", giveUp);
          resolve(calls);
        },
      };
      const giveUp = () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
        resolve(0);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiters.push(waiter);
      this.#admit();
    });
  }

  #admit(): void {
    for (let free = this.#concurrency - this.#inFlight; free > 0; free = this.#concurrency - this.#inFlight) {
      const waiter = this.#waiters.shift();
      if (!waiter) return;
      const calls = Math.min(free, waiter.most);
      this.#inFlight += calls;
      waiter.admit(calls);
    }
  }
}

const NOTICEABLE_MS = 1_000;
const gates = new Map<string, CallGate>();

/** The process's gate to a model, with its limits as they are now. */
export function gateTo({ id, limits }: Pick<CallableModel, "id" | "limits">): CallGate {
  const known = gates.get(id);
  if (known) {
    known.limit(limits);
    return known;
  }
  const gate = new CallGate(processPacer(limits), limits.concurrency);
  gates.set(id, gate);
  return gate;
}
