import { expect, test } from "vitest";
import { momentsOfDays } from "#lib/auth/moments-of-days.ts";

test("days are those of the reader's zone, both included", () => {
  expect(momentsOfDays("2026-11-22", "2026-11-22", "Asia/Shanghai")).toEqual({
    from: "2026-11-21T16:00:00.000Z",
    to: "2026-11-22T16:00:00.000Z",
  });
});

test("a day of 25 hours has 25 hours", () => {
  const { from, to } = momentsOfDays("2026-11-01", "2026-11-01", "America/New_York");
  expect(Date.parse(to ?? "") - Date.parse(from ?? "")).toBe(25 * 60 * 60_000);
});

test("a day without its midnight begins at the first moment it has", () => {
  expect(momentsOfDays("2024-03-31", "2024-03-31", "Africa/Cairo")).toEqual({
    from: "2024-03-30T22:00:00.000Z",
    to: "2024-03-31T22:00:00.000Z",
  });
  expect(momentsOfDays("2024-04-26", undefined, "Africa/Cairo")).toEqual({
    from: "2024-04-25T22:00:00.000Z",
  });
});

test("what is no day sets no bound", () => {
  expect(momentsOfDays("yesterday", undefined, "UTC")).toEqual({});
  expect(momentsOfDays("2026-13-45", "", "UTC")).toEqual({});
});
