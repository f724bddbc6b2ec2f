import { expect, test } from "vitest";
import { formatDuration } from "#components/ui/duration-format.ts";

test("a duration is said in at most two units", () => {
  expect(formatDuration(820, "en")).toBe("820 ms");
  expect(formatDuration(4_200, "en")).toBe("4.2 sec");
  expect(formatDuration(42_000, "en")).toBe("42 sec");
  expect(formatDuration(185_000, "en")).toBe("3 min 5 sec");
  expect(formatDuration(7_812_000, "en")).toBe("2 hr 10 min");
  expect(formatDuration(90_061_000, "en")).toBe("1 day 1 hr");
});

test("rounding carries over into the larger unit", () => {
  expect(formatDuration(59_700, "en")).toBe("1 min");
  expect(formatDuration(3_599_600, "en")).toBe("1 hr");
  expect(formatDuration(86_399_000, "en")).toBe("1 day");
});

test("a negative duration counts as none", () => {
  expect(formatDuration(-5, "en")).toBe("0 ms");
});
