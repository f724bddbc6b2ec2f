import { CallFault } from "../call-outcome.ts";

/** What ends a transfer from outside. */
export interface TransferSignals {
  /** Ends it at once. */
  signal?: AbortSignal | undefined;
  /** From when on it has to be quick: somebody waits for its end, not for what it brings. */
  hurrying?: AbortSignal | undefined;
}

const LOOK_EVERY_MS = 1_000;
/** A transfer that moves less than this in its window has as good as stopped. */
const LEAST_BYTES = 4 * 1024;
const WINDOW_MS = 120_000;
const HURRIED_WINDOW_MS = 5_000;

/**
 * Ends a transfer of any size that has as good as stopped: how long a large file may take cannot be said beforehand, but
 * one that drips never ends.
 */
export class TransferWatch {
  /** For the request: aborts when the transfer is to end. */
  readonly signal: AbortSignal;
  readonly #stalled = new AbortController();
  readonly #hurrying: AbortSignal | undefined;
  readonly #looks: NodeJS.Timeout;
  #answer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #windowSince = performance.now();

  constructor({ signal, hurrying }: TransferSignals) {
    this.signal = signal ? AbortSignal.any([signal, this.#stalled.signal]) : this.#stalled.signal;
    this.#hurrying = hurrying;
    this.#looks = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Notes what was moved. */
  moved(bytes: number): void {
    this.#bytes += bytes;
  }

  /** All of it is sent: its answer has this long to come. */
  sent(answerWithinMs: number): void {
    clearInterval(this.#looks);
    this.#answer = setTimeout(() => this.#stalled.abort(), answerWithinMs);
  }

  /** The transfer is over. */
  leave(): void {
    clearInterval(this.#looks);
    clearTimeout(this.#answer);
  }

  /** What an error of the transfer means: one that was ended here took too long. */
  faultOf(error: unknown): unknown {
    if (!this.#stalled.signal.aborted) return error;
    return new CallFault({ kind: "uncertain", code: "timeout" }, error);
  }

  #look(): void {
    const now = performance.now();
    const windowMs = this.#hurrying?.aborted ? HURRIED_WINDOW_MS : WINDOW_MS;
    if (now - this.#windowSince < windowMs) return;
    if (this.#bytes < LEAST_BYTES) this.#stalled.abort();
    this.#bytes = 0;
    this.#windowSince = now;
  }
}
