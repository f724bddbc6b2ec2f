/** What is listened to, and what is done with it. */
export interface Following<Event> {
  open(signal: AbortSignal): Promise<AsyncIterable<Event>>;
  hear(event: Event): void;
  /** After this one the server has nothing more to say. */
  isLast(event: Event): boolean;
  /** The connection broke; it is taken up again. */
  onLost?(): void;
  /** Whether the server will answer the same however often it is asked. */
  isRefusal(error: unknown): boolean;
  signal: AbortSignal;
  /** How long to wait before the given attempt to connect again, in milliseconds; tests need not wait. */
  delayMs?(attempt: number): number;
}

/**
 * Hears a stream of the server's events up to its last one. A connection that breaks, or that ends before the last
 * event, as when the server restarts, is taken up again for as long as it takes.
 * @returns `ended` after the last event, `left` when the signal aborted, `refused` where asking again is of no use.
 */
export async function followEvents<Event>(
  following: Following<Event>,
): Promise<"ended" | "left" | "refused"> {
  const { open, hear, isLast, onLost, isRefusal, signal, delayMs = reconnectAfterMs } = following;
  let attempt = 0;
  while (!signal.aborted) {
    try {
      for await (const event of await open(signal)) {
        if (signal.aborted) return "left";
        attempt = 0;
        hear(event);
        if (isLast(event)) return "ended";
      }
    } catch (error) {
      if (signal.aborted) return "left";
      if (isRefusal(error)) return "refused";
    }
    if (signal.aborted) return "left";
    onLost?.();
    await pause(delayMs(++attempt), signal);
  }
  return "left";
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Soon at first, then less and less often, and not all browsers at the same moment. */
export function reconnectAfterMs(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return longest * (0.5 + random() / 2);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
