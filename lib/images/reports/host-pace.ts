import { sleep } from "#lib/sleep.ts";

/** Between two pictures of one shop. */
const GAP_MS = 100;

/** Keeps fetches from one host apart, and away from one that asked for time. */
export class HostPace {
  readonly #freeAt = new Map<string, number>();

  /** Waits for the turn of an address. `false` where the signal aborts meanwhile. */
  turn(url: string, signal: AbortSignal): Promise<boolean> {
    const host = URL.parse(url)?.host ?? "";
    const now = Date.now();
    const at = Math.max(now, this.#freeAt.get(host) ?? 0);
    this.#freeAt.set(host, at + GAP_MS);
    return sleep(at - now, signal);
  }

  /** Lets nobody go to the host of an address for a while. */
  hold(url: string, forMs: number): void {
    const host = URL.parse(url)?.host ?? "";
    this.#freeAt.set(host, Math.max(this.#freeAt.get(host) ?? 0, Date.now() + forMs));
  }
}
