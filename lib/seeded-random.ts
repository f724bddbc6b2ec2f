/**
 * Numbers from 0 up to 1, the same sequence for the same seed (mulberry32, public domain by T. Ettinger). Even the
 * first number differs from seed to seed; generators in packages need warming up for that (decision 0027).
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
