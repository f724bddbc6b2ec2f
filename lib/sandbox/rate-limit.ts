const BURST_MS = 1_000;

/** Requests a minute per credential, spaced as a provider's limiter does it (GCRA with a second of burst). */
export class RateLimit {
  #free = new Map<string, number>();

  /** Takes a slot at a moment in milliseconds; how long to wait when there is none, else `null`. */
  take(credential: string, rpm: number, at: number): number | null {
    const spacing = 60_000 / rpm;
    const free = Math.max(this.#free.get(credential) ?? 0, at);
    const wait = free + spacing - at - Math.max(BURST_MS, spacing);
    if (wait > 0) return wait;
    this.#free.set(credential, free + spacing);
    return null;
  }
}
