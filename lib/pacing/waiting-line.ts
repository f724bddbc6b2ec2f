/** Leave for `calls` calls, to be started evenly over `spanMs`. Give each back with `release`. */
export interface Passage {
  calls: number;
  spanMs: number;
}

/** Somebody who waits for leave to make calls. */
export interface Waiter {
  most: number;
  tokensPerCall: number;
  /** An outage does not hold it up. */
  evenIfOut: boolean;
  /** It does not wait at a gate that is closed for longer, in milliseconds. */
  patienceMs: number;
  admit(passage: Passage | null): void;
}

interface Flow {
  waiters: Waiter[];
  giveUp(): void;
}

/**
 * Who waits at a gate. Those that share a signal are one flow, and flows take turns, so that one of a thousand retries
 * does not keep another of a single slice waiting. When its signal aborts, a whole flow leaves with nothing.
 */
export class WaitingLine {
  readonly #flows = new Map<AbortSignal, Flow>();

  get isEmpty(): boolean {
    return this.#flows.size === 0;
  }

  join(signal: AbortSignal, waiter: Waiter): void {
    const known = this.#flows.get(signal);
    if (known) {
      known.waiters.push(waiter);
      return;
    }
    const flow: Flow = {
      waiters: [waiter],
      giveUp: () => {
        this.#flows.delete(signal);
        for (const one of flow.waiters) one.admit(null);
      },
    };
    signal.addEventListener("abort", flow.giveUp, { once: true });
    this.#flows.set(signal, flow);
  }

  /** Whose turn it is. */
  first(): Waiter | undefined {
    for (const { waiters } of this.#flows.values()) return waiters[0];
    return undefined;
  }

  /** Takes out whose turn it is; the next flow is at its turn. */
  takeFirst(): Waiter | undefined {
    for (const [signal, flow] of this.#flows) return this.#takeFrom(signal, flow, 0);
    return undefined;
  }

  /** Takes out the first that this is so of. */
  takeWhere(isSo: (waiter: Waiter) => boolean): Waiter | undefined {
    for (const [signal, flow] of this.#flows) {
      const at = flow.waiters.findIndex(isSo);
      if (at !== -1) return this.#takeFrom(signal, flow, at);
    }
    return undefined;
  }

  /** How many calls are wanted, and how many tokens for all of them. */
  wanted(): { calls: number; tokens: number } {
    let calls = 0;
    let tokens = 0;
    for (const { waiters } of this.#flows.values()) {
      for (const { most, tokensPerCall } of waiters) {
        calls += most;
        tokens += most * tokensPerCall;
      }
    }
    return { calls, tokens };
  }

  #takeFrom(signal: AbortSignal, flow: Flow, at: number): Waiter | undefined {
    const [waiter] = flow.waiters.splice(at, 1);
    this.#flows.delete(signal);
    if (flow.waiters.length > 0) this.#flows.set(signal, flow);
    else signal.removeEventListener("abort", flow.giveUp);
    return waiter;
  }
}
