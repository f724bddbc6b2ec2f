/** What a provider does with a request that comes at `nowMs`: takes it, or says how long to wait. */
export type Limiter = (nowMs: number) => { ok: true } | { ok: false; retryAfterMs: number };

/** As providers limit: a bucket that fills evenly and holds `burst` requests. */
export function tokenBucket(perMinute: number, burst: number): Limiter {
  let left = burst;
  let atMs = 0;
  return (nowMs) => {
    left = Math.min(burst, left + ((nowMs - atMs) * perMinute) / 60_000);
    atMs = nowMs;
    if (left < 1) return { ok: false, retryAfterMs: ((1 - left) * 60_000) / perMinute };
    left--;
    return { ok: true };
  };
}

/** So many in each window of the clock, and none beyond until the next. */
export function fixedWindow(perMinute: number, windowMs: number): Limiter {
  let window = -1;
  let taken = 0;
  const most = (perMinute * windowMs) / 60_000;
  return (nowMs) => {
    const now = Math.floor(nowMs / windowMs);
    if (now !== window) {
      window = now;
      taken = 0;
    }
    if (taken >= most) return { ok: false, retryAfterMs: (window + 1) * windowMs - nowMs };
    taken++;
    return { ok: true };
  };
}

/** No more in any window of this length, wherever it begins. */
export function slidingWindow(perMinute: number, windowMs: number): Limiter {
  const taken: number[] = [];
  const most = (perMinute * windowMs) / 60_000;
  return (nowMs) => {
    while (taken[0] !== undefined && taken[0] <= nowMs - windowMs) taken.shift();
    if (taken.length >= most) return { ok: false, retryAfterMs: (taken[0] ?? nowMs) + windowMs - nowMs };
    taken.push(nowMs);
    return { ok: true };
  };
}
