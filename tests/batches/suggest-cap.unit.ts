import { expect, test } from "vitest";
import { suggestCap } from "#lib/batches/launch/suggest-cap.ts";

test("a large batch is capped a fifth above its high end", () => {
  expect(suggestCap({ high: "1000", callBound: "0.002", items: 1_000_000 })).toBe("1300");
});

test("a small batch has room for its calls in flight, so that it does not pause short of its end", () => {
  expect(suggestCap({ high: "0.001", callBound: "0.002", items: 8 })).toBe("0.018");
});

test("a provider's batch has room for all of its calls together", () => {
  expect(suggestCap({ high: "1", callBound: "0.002", items: 1_000, together: true })).toBe("2");
});

test("nothing to reckon from suggests one unit of money", () => {
  expect(suggestCap({ high: "0", callBound: "0", items: 0 })).toBe("1");
});
