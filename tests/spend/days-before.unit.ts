import { expect, test } from "vitest";
import { daysBefore } from "#lib/spend/days-before.ts";

const before = (from: string, to: string) => Object.values(daysBefore({ from, to })).join(" – ");

test("the days of a month so far are compared with the same days of the month before", () => {
  expect(before("2026-11-01", "2026-11-28")).toBe("2026-10-01 – 2026-10-28");
  // A shorter month has no 30th.
  expect(before("2026-03-01", "2026-03-30")).toBe("2026-02-01 – 2026-02-28");
  expect(before("2026-01-01", "2026-01-01")).toBe("2025-12-01 – 2025-12-01");
});

test("a whole month is compared with the whole month before, however long either is", () => {
  expect(before("2026-10-01", "2026-10-31")).toBe("2026-09-01 – 2026-09-30");
  expect(before("2026-02-01", "2026-02-28")).toBe("2026-01-01 – 2026-01-31");
  expect(before("2028-02-01", "2028-02-29")).toBe("2028-01-01 – 2028-01-31");
});

test("any other days are compared with as many right before them", () => {
  expect(before("2026-11-22", "2026-11-28")).toBe("2026-11-15 – 2026-11-21");
  expect(before("2026-11-28", "2026-11-28")).toBe("2026-11-27 – 2026-11-27");
  expect(before("2026-10-01", "2026-11-28")).toBe("2026-08-03 – 2026-09-30");
});
