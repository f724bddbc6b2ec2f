import { version } from "uuid";
import { afterEach, expect, test, vi } from "vitest";
import { newId } from "#lib/new-id.ts";

afterEach(() => vi.useRealTimers());

const made = (count: number) => Array.from({ length: count }, newId);

test("ids sort in the order they were made in, within one millisecond and when the clock is set back", () => {
  vi.useFakeTimers({ now: Date.parse("2040-01-01T00:00:00Z") });
  const ids = made(2_000);
  vi.setSystemTime(Date.parse("2039-12-31T23:59:59Z"));
  ids.push(...made(2_000));
  vi.setSystemTime(Date.parse("2040-01-01T00:00:01Z"));
  ids.push(...made(2_000));
  expect(ids.toSorted()).toEqual(ids);
});

test("no two ids are the same, and each is a version 7 UUID of its moment", () => {
  vi.useFakeTimers({ now: Date.parse("2050-06-01T12:00:00.123Z") });
  const ids = made(10_000);
  expect(new Set(ids).size).toBe(10_000);
  expect(ids.every((id) => version(id) === 7)).toBe(true);
  const moments = ids.map((id) => Number.parseInt(id.replace("-", "").slice(0, 12), 16));
  expect(new Set(moments)).toEqual(new Set([Date.parse("2050-06-01T12:00:00.123Z")]));
});

test("what follows the time and the order cannot be told from one id to the next", () => {
  const tails = made(2_000).map((id) => id.slice(-10));
  expect(new Set(tails).size).toBe(2_000);
});
