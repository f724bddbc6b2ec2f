import { expect, test } from "vitest";
import { dayRange } from "#lib/auth/day-range.ts";

test("days are those of the reader's zone, both included", () => {
  expect(dayRange("2026-11-22", "2026-11-22", "Asia/Shanghai")).toEqual({
    from: "2026-11-21T16:00:00.000Z",
    to: "2026-11-22T16:00:00.000Z",
  });
});

test("a day of 25 hours has 25 hours", () => {
  const { from, to } = dayRange("2026-11-01", "2026-11-01", "America/New_York");
  expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(25 * 60 * 60_000);
});

test("what is no day sets no bound", () => {
  expect(dayRange("yesterday", undefined, "UTC")).toEqual({});
  expect(dayRange("2026-13-45", "", "UTC")).toEqual({});
});
