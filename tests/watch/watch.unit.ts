import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watch } from "#lib/watch.ts";

interface State {
  done: number;
  of: number;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Watches something that stands so at one look after the other, and then as it stood last. */
function watching(states: (State | null)[], signal?: AbortSignal) {
  const look = vi.fn(async () => (states.length > 1 ? states.shift() : states[0]) ?? null);
  const told: State[] = [];
  const watched = (async () => {
    for await (const state of watch({ look, hasEnded: ({ done, of }) => done === of }, signal))
      told.push(state);
  })();
  return { look, told, watched };
}

describe("a watcher", () => {
  test("tells how something stands at once, and again only when that has changed", async () => {
    const { look, told, watched } = watching([
      { done: 0, of: 2 },
      { done: 0, of: 2 },
      { done: 1, of: 2 },
      { done: 1, of: 2 },
      { done: 2, of: 2 },
    ]);
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([{ done: 0, of: 2 }]);
    await vi.runAllTimersAsync();
    await watched;
    expect(told.map(({ done }) => done)).toEqual([0, 1, 2]);
    expect(look).toHaveBeenCalledTimes(5);
  });

  test("tells what has ended already once, and ends without a pause", async () => {
    const { told, watched } = watching([{ done: 2, of: 2 }]);
    await watched;
    expect(told).toEqual([{ done: 2, of: 2 }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("ends when there is nothing to look at any more", async () => {
    const { told, watched } = watching([{ done: 0, of: 2 }, null]);
    await vi.runAllTimersAsync();
    await watched;
    expect(told).toHaveLength(1);
  });

  test("stops at once when nobody listens", async () => {
    const leaving = new AbortController();
    const { look, watched } = watching([{ done: 0, of: 2 }], leaving.signal);
    await vi.advanceTimersByTimeAsync(0);
    leaving.abort();
    await watched;
    expect(look).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("hands on what looking throws", async () => {
    const failing = watch(
      { look: () => Promise.reject(new Error("gone")), hasEnded: () => false },
      undefined,
    ).next();
    await expect(failing).rejects.toThrow("gone");
  });
});
