import { expect, test } from "vitest";
import { type Following, followEvents, reconnectAfterMs } from "#components/api/follow-events.ts";

interface Told {
  n: number;
}

/** Follows streams that are opened one after the other; each gives its numbers, then ends or breaks. */
async function follow(streams: (number[] | { breaksAfter: number[] } | { refuses: true })[], last: number) {
  const heard: number[] = [];
  const waits: number[] = [];
  let lost = 0;
  const leaving = new AbortController();
  const following: Following<Told> = {
    async open() {
      const next = streams.shift();
      if (next === undefined) {
        leaving.abort();
        throw new Error("nothing more");
      }
      if ("refuses" in next) throw new Error("refused");
      return told(next);
    },
    hear: ({ n }) => heard.push(n),
    isLast: ({ n }) => n === last,
    onLost: () => lost++,
    isRefusal: (error) => error instanceof Error && error.message === "refused",
    signal: leaving.signal,
    delayMs: (attempt) => {
      waits.push(attempt);
      return 0;
    },
  };
  return { end: await followEvents(following), heard, waits, lost };
}

async function* told(stream: number[] | { breaksAfter: number[] }): AsyncGenerator<Told> {
  for (const n of "breaksAfter" in stream ? stream.breaksAfter : stream) yield { n };
  if ("breaksAfter" in stream) throw new Error("connection lost");
}

test("a stream is heard up to its last event and not opened again", async () => {
  expect(await follow([[1, 2, 3], [4]], 3)).toMatchObject({ end: "ended", heard: [1, 2, 3], lost: 0 });
});

test("a connection that breaks is taken up again, and the waits begin anew once something was heard", async () => {
  const { end, heard, waits, lost } = await follow(
    [{ breaksAfter: [1] }, { breaksAfter: [] }, { breaksAfter: [2] }, [3]],
    3,
  );
  expect({ end, heard, lost }).toEqual({ end: "ended", heard: [1, 2, 3], lost: 3 });
  expect(waits).toEqual([1, 2, 1]);
});

test("a stream that ends before its last event, as when the server restarts, is taken up again", async () => {
  expect(await follow([[1], [2, 3]], 3)).toMatchObject({ end: "ended", heard: [1, 2, 3], lost: 1 });
});

test("who is refused is not asked again", async () => {
  expect(await follow([[1], { refuses: true }, [3]], 3)).toMatchObject({ end: "refused", heard: [1] });
});

test("who leaves hears nothing more", async () => {
  expect(await follow([[1]], 3)).toMatchObject({ end: "left", heard: [1] });
});

test("connecting again is tried soon, then less often, never after more than a quarter of a minute", () => {
  const longest = [1, 2, 3, 4, 5, 6, 20].map((attempt) => reconnectAfterMs(attempt, () => 1));
  expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  expect(reconnectAfterMs(1, () => 0)).toBe(500);
});
