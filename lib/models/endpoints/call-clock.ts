import { CallFault } from "./call-outcome.ts";

/** A call may take this many times its longest wait, however steadily its answer comes. */
const WAITS_AT_MOST = 5;
/** A longer part is more than what keeps a connection open. */
const LONGEST_SIGN_OF_LIFE = 256;

/**
 * Tells that an answer takes too long: beside the longest wait between two parts, which the connection keeps, it may
 * not bring white space alone for as long, nor take more than five of these waits in all. Asked at each part, so that
 * it costs no timer.
 */
export class CallClock {
  readonly #timeoutMs: number;
  readonly #startedAt = performance.now();
  #movedAt = this.#startedAt;

  /** @param timeoutMs the longest wait for the first byte and between two parts. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Whether the call is to be given up, now that this part has come. */
  isUp(part: Uint8Array): boolean {
    const now = performance.now();
    if (part.length > LONGEST_SIGN_OF_LIFE || !isBlank(part)) this.#movedAt = now;
    return now - this.#movedAt > this.#timeoutMs || now - this.#startedAt > this.#timeoutMs * WAITS_AT_MOST;
  }

  /** As above. @throws CallFault possibly billed, because its end was not seen. */
  note(part: Uint8Array): void {
    if (this.isUp(part)) throw tookTooLong();
  }
}

/** What a call comes to whose end was not waited for. */
export function tookTooLong(): CallFault {
  return new CallFault({ kind: "uncertain", code: "timeout" });
}

function isBlank(part: Uint8Array): boolean {
  return part.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
