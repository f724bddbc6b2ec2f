import { describe, expect, test } from "vitest";
import { inMinutes, throttledAddress, WINDOW_MS, waitMs } from "#lib/auth/throttle.ts";

const now = new Date("2026-11-22T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

describe("the throttle of sign-ins", () => {
  test("up to the limit nobody waits", () => {
    expect(waitMs({ attempts: 5, windowStartedAt: minutesAgo(1) }, 5, now)).toBe(0);
  });

  test("past the limit one waits until the window ends", () => {
    expect(waitMs({ attempts: 6, windowStartedAt: minutesAgo(1) }, 5, now)).toBe(14 * 60_000);
  });

  test("a window that is over holds nobody", () => {
    const windowStartedAt = new Date(now.getTime() - WINDOW_MS);
    expect(waitMs({ attempts: 60, windowStartedAt }, 5, now)).toBe(0);
  });

  test("the wait is told in minutes and never too short", () => {
    expect([1, 60_000, 60_001, 840_000].map(inMinutes)).toEqual([1, 1, 2, 14]);
  });

  test("an IPv6 customer is one address whatever they make of their /64", () => {
    expect(throttledAddress("2001:db8:1:2:aaaa::1")).toBe(throttledAddress("2001:db8:1:2:bbbb::9"));
    expect(throttledAddress("2001:db8:1:3::1")).not.toBe(throttledAddress("2001:db8:1:2::1"));
  });

  test("an IPv4 address is the same one inside IPv6", () => {
    expect(throttledAddress("::ffff:10.0.0.7")).toBe(throttledAddress("10.0.0.7"));
  });

  test("what is no address counts as one", () => {
    expect(throttledAddress("x")).toBe(throttledAddress(""));
  });
});
