const LONGEST_PAUSE_MS = 20_000;
/** Below this rate, measured once a while has passed, a body only keeps a place occupied. */
const LEAST_BYTES_PER_SECOND = 1_024;
const FIRST_MEASURED_AFTER_MS = 30_000;

/** Thrown out of a body that does not come on. */
export class TooSlow extends Error {}

/**
 * The body of a request in parts, as they come; nothing for one without. Whoever stops reading lets go of it.
 * @throws TooSlow where its sender pauses for long or trickles.
 */
export async function* pacedBody(request: Request): AsyncGenerator<Uint8Array> {
  if (!request.body) return;
  const reader = request.body.getReader();
  const startedAt = Date.now();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read());
      if (done) return;
      bytes += value.length;
      const ms = Date.now() - startedAt;
      if (ms > FIRST_MEASURED_AFTER_MS && (bytes / ms) * 1_000 < LEAST_BYTES_PER_SECOND) throw new TooSlow();
      yield value;
    }
  } finally {
    // Its sender may never let it end: nobody waits for that.
    reader.cancel().catch(() => {});
  }
}

async function inTime<Value>(reading: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), LONGEST_PAUSE_MS);
  });
  try {
    return await Promise.race([reading, patience]);
  } finally {
    clearTimeout(timer);
    reading.catch(() => {});
  }
}
