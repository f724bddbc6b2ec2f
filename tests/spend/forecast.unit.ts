import { describe, expect, test } from "vitest";
import { forecastMonth, fullDays, leftOf } from "#lib/spend/budgets/forecast.ts";

describe("where a month is heading", () => {
  test("is not guessed from fewer than three full days", () => {
    expect(forecastMonth("5", ["1", "2"], { daysLeft: 10 })).toBeNull();
  });

  test("is exact where every day costs the same", () => {
    expect(forecastMonth("12", ["2", "2", "2", "2"], { daysLeft: 10 })).toEqual({
      low: "32",
      expected: "32",
      high: "32",
      days: 4,
    });
  });

  test("is a wider range the more the days differ and the more of them are left", () => {
    const widthOf = (days: string[], left: number) => {
      const forecast = forecastMonth("0", days, { daysLeft: left });
      return Number(forecast?.high) - Number(forecast?.low);
    };
    expect(widthOf(["1", "3", "2", "2"], 10)).toBeGreaterThan(widthOf(["2", "2.1", "1.9", "2"], 10));
    expect(widthOf(["1", "3", "2", "2"], 20)).toBeGreaterThan(widthOf(["1", "3", "2", "2"], 10));
  });

  test("is never below what is spent already", () => {
    expect(forecastMonth("7", ["0", "0", "90", "0"], { daysLeft: 0.5 })?.low).toBe("7");
    expect(forecastMonth("7", ["1", "2", "3"], { daysLeft: 0 })).toMatchObject({ low: "7", high: "7" });
  });

  test("holds four months in five whose days are drawn alike", () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const day = () => 10 + 4 * (random() + random() + random() - 1.5);
    let inside = 0;
    for (let month = 0; month < 2_000; month++) {
      const past = Array.from({ length: 28 }, () => day().toFixed(6));
      const rest = Array.from({ length: 15 }, day).reduce((sum, cost) => sum + cost, 0);
      const forecast = forecastMonth("0", past, { daysLeft: 15 });
      if (forecast && rest >= Number(forecast.low) && rest <= Number(forecast.high)) inside++;
    }
    expect(inside / 2_000).toBeGreaterThan(0.77);
    expect(inside / 2_000).toBeLessThan(0.83);
  });

  test("counts what runs now for today, and not beside today's usual amount", () => {
    const days = ["2", "2", "2"];
    const heading = (running: string) =>
      forecastMonth("10", days, { daysLeft: 4.5, todayLeft: 0.5, running });
    expect(heading("0")?.expected).toBe("19");
    expect(heading("0.75")?.expected).toBe("19");
    expect(heading("30")?.expected).toBe("48");
    expect(heading("0.000000000001")?.days).toBe(3);
  });

  test("looks back no further than the first day with spend", () => {
    const days = ["2026-11-01", "2026-11-02", "2026-11-03"];
    expect(fullDays(new Map([["2026-11-02", "4"]]), days)).toEqual(["4", "0"]);
    expect(fullDays(new Map(), days)).toEqual([]);
  });
});

test("nothing less than nothing is left of a budget", () => {
  expect(leftOf("10", ["3", "0.5"])).toBe("6.5");
  expect(leftOf("10", ["9", "2"])).toBe("0");
});
