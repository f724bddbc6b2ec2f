import { expect, test } from "vitest";
import {
  compareAmounts,
  divideAmount,
  money,
  multiplyAmount,
  subtractAmounts,
  sumAmounts,
} from "#lib/money.ts";

test("amounts are added to the last digit, where floats would not be", () => {
  expect(sumAmounts(Array.from({ length: 10 }, () => "0.1"))).toBe("1");
  expect(sumAmounts(["0.000000000001", "999999999999"])).toBe("999999999999.000000000001");
  expect(sumAmounts([])).toBe("0");
});

test("money drops the zeros that the ledger's column pads with, and nothing else", () => {
  expect(money("0.000437000000", "USD")).toEqual({ amount: "0.000437", currency: "USD" });
  expect(money("1E-8", "USD").amount).toBe("0.00000001");
  expect(money("-0.000", "USD").amount).toBe("0");
});

test("a price per million tokens times tokens is exact", () => {
  expect(multiplyAmount(multiplyAmount("0.15", "0.000001"), 437)).toBe("0.00006555");
});

test("an average is rounded half to even at the ledger's last place, and is nothing for none", () => {
  expect(divideAmount("1", 3)).toBe("0.333333333333");
  expect(divideAmount("0.000000000001", 2)).toBe("0");
  expect(divideAmount("0.000000000003", 2)).toBe("0.000000000002");
  expect(divideAmount("1", 0)).toBeNull();
});

test("differences and comparisons keep every digit", () => {
  expect(subtractAmounts("1", "0.999999999999")).toBe("0.000000000001");
  expect(compareAmounts("0.1", "0.10")).toBe(0);
  expect(compareAmounts("9", "10")).toBe(-1);
});
