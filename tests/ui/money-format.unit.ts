import { expect, test } from "vitest";
import { formatAmount } from "#components/ui/money-format.ts";

test("a non-zero amount is never shown as zero", () => {
  for (let zeros = 0; zeros <= 11; zeros++) {
    const amount = `0.${"0".repeat(zeros)}1`;
    expect(formatAmount(amount, "en")).toMatch(/[1-9]/);
    expect(formatAmount(`-${amount}`, "zh-CN")).toMatch(/[1-9]/);
  }
});

test("a tiny price keeps its digits", () => {
  expect(formatAmount("0.000437", "en")).toBe("0.000437");
  expect(formatAmount("0.000437000000", "zh-CN")).toBe("0.000437");
});

test("an amount below one keeps four significant digits, one above two decimals", () => {
  expect(formatAmount("0.0123456", "en")).toBe("0.01235");
  expect(formatAmount("1234.5678", "en")).toBe("1,234.57");
  expect(formatAmount("12", "en")).toBe("12.00");
  expect(formatAmount("0", "en")).toBe("0.00");
});

test("exact amounts keep every digit, beyond what a float holds", () => {
  expect(formatAmount("12345678901234567.123456789012", "en", { precision: "exact" })).toBe(
    "12,345,678,901,234,567.123456789012",
  );
  expect(formatAmount("0.100000000000", "en", { precision: "exact" })).toBe("0.10");
});
