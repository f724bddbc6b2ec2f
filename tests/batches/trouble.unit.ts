import { describe, expect, test } from "vitest";
import { patienceMs, standingOf, troubleOf } from "#lib/batches/provider-batches/trouble.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("the patience with a provider's batch", () => {
  test("that is out of sight grows with what is at stake, within bounds", () => {
    expect(patienceMs("not-shown", 0, true)).toBe(MINUTE);
    expect(patienceMs("not-shown", HOUR, true)).toBe(6 * MINUTE);
    expect(patienceMs("not-shown", 20 * HOUR, true)).toBe(15 * MINUTE);
  });

  test("is short where its provider shows no list at all, and a day where it cannot be reached", () => {
    expect(patienceMs("never-listed", 0, true)).toBeLessThan(MINUTE);
    expect(patienceMs("unreadable", 0, true)).toBe(24 * HOUR);
  });

  test("ends soon where nobody waits for its results", () => {
    expect(patienceMs("unreadable", HOUR, false)).toBe(2 * MINUTE);
  });
});

describe("a batch that goes on", () => {
  const submittedAt = new Date("2026-11-01T00:00:00Z");
  const hoursAfter = (hours: number) => new Date(submittedAt.getTime() + hours * HOUR);
  const standing = (hours: number, expiresAt: Date | null = null, unwanted: Date | null = null) =>
    standingOf({ submittedAt, expiresAt }, unwanted, hoursAfter(hours));

  test("is overdue an hour after its time, and given up a day after it", () => {
    expect([standing(24.9), standing(25.1), standing(48.1)]).toEqual(["in-time", "overdue", "given-up"]);
  });

  test("goes by the time its provider tells", () => {
    expect([standing(25.1, hoursAfter(72)), standing(73.1, hoursAfter(72))]).toEqual(["in-time", "overdue"]);
  });

  test("is given up an hour after it was of no use any more", () => {
    expect([standing(3, null, hoursAfter(2.1)), standing(3, null, hoursAfter(1.9))]).toEqual([
      "in-time",
      "given-up",
    ]);
  });
});

test("a provider's words are kept as a database can hold them", () => {
  const outcome = {
    kind: "refused",
    code: "provider_rejected",
    detail: `a\0${"x".repeat(297)}😀😀`,
  } as const;
  expect(troubleOf("provider_batch_refused", outcome).params?.detail).toBe(`a${"x".repeat(297)}😀`);
});
