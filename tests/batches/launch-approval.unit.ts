import { expect, test } from "vitest";
import { approvalReasons } from "#lib/batches/launch/approval-need.ts";

const usd = (amount: string) => ({ amount, currency: "USD" });
const codes = (...asked: Parameters<typeof approvalReasons>) =>
  approvalReasons(...asked).map(({ code }) => code);

test("a launch of somebody without a limit, under budgets that ask nothing, needs nobody", () => {
  expect(codes({ limit: null, budgets: [] }, { cap: usd("1000000"), expected: "999999" })).toEqual([]);
});

test("a limit is held against the cap and the expected cost, exactly", () => {
  const rules = { limit: usd("5"), budgets: [] };
  expect(codes(rules, { cap: usd("5.000"), expected: "5" })).toEqual([]);
  expect(codes(rules, { cap: usd("5.000000000001"), expected: "1" })).toEqual(["above_launch_limit"]);
  expect(codes(rules, { cap: usd("5"), expected: "5.01" })).toEqual(["above_launch_limit"]);
  expect(codes(rules, { cap: usd("5"), expected: null })).toEqual([]);
  expect(codes({ limit: usd("0"), budgets: [] }, { cap: usd("0.01"), expected: null })).toEqual([
    "above_launch_limit",
  ]);
});

test("amounts of two currencies are not compared: such a launch needs approval, however small", () => {
  const limit = { amount: "1000", currency: "CNY" };
  expect(codes({ limit, budgets: [] }, { cap: usd("0.01"), expected: "0.01" })).toEqual([
    "launch_limit_other_currency",
  ]);
});

test("each budget that asks is named, beside the limit", () => {
  const reasons = approvalReasons(
    { limit: usd("1"), budgets: ["Autumn", "Shoes"] },
    { cap: usd("2"), expected: null },
  );
  expect(reasons).toEqual([
    { code: "above_launch_limit", params: { limit: "1 USD" } },
    { code: "budget_asks_approval", params: { budget: "Autumn" } },
    { code: "budget_asks_approval", params: { budget: "Shoes" } },
  ]);
});
