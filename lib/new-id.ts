import { v7 } from "uuid";

const RANDOM_BYTES = 16;
// Asked of the system by the page: a question for each id was one of the dearest parts of an item.
const pool = new Uint8Array(256 * RANDOM_BYTES);
let used = pool.length;

let lastMs = 0;
let sequence = 0;

/** A new id: a version 7 UUID, so that ids sort by the time they were made, and within a millisecond in their order. */
export function newId(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  const random = pool.subarray(used, used + RANDOM_BYTES);
  used += RANDOM_BYTES;
  const nowMs = Date.now();
  // The upper half of the sequence is left for those that come within the millisecond.
  if (nowMs > lastMs) sequence = new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1;
  else sequence++;
  lastMs = Math.max(lastMs, nowMs);
  return v7({ random, msecs: lastMs, seq: sequence });
}
