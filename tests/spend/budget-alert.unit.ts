import { expect, test } from "vitest";
import {
  type BudgetAlert,
  follows,
  forecastReaches,
  hasRepeatedAlerts,
  sortAlerts,
  standingAlerts,
} from "#lib/spend/budgets/alert.ts";

const alerts: BudgetAlert[] = [
  { basis: "forecast", share: 90, action: "ask-approval" },
  { basis: "actual", share: 80, action: "stop" },
  { basis: "actual", share: 33, action: "notify" },
];

test("a share is reached to the last digit, and not before", () => {
  const reachedBy = (used: string) =>
    standingAlerts(alerts, { used, amount: "0.3", forecastShare: 0 }).flatMap(({ share, reached }) =>
      reached ? share : [],
    );
  expect(reachedBy("0.098999999999")).toEqual([]);
  expect(reachedBy("0.099")).toEqual([33]);
  expect(reachedBy("0.24")).toEqual([33, 80]);
});

test("what an alert has follow holds once it was reached, by forecast also where that has fallen since", () => {
  const standing = (used: string, forecastShare: number) =>
    standingAlerts(alerts, { used, amount: "10", forecastShare });
  expect(follows(standing("7.9", 0), "stop")).toBe(false);
  expect(follows(standing("8", 0), "stop")).toBe(true);
  expect(follows(standing("8", 80), "ask-approval")).toBe(false);
  expect(follows(standing("0", 90), "ask-approval")).toBe(true);
});

test("a forecast reaches the largest share of those that are told of by forecast", () => {
  const shares = [50, 80, 100].map((share) => ({ basis: "forecast", share, action: "notify" }) as const);
  expect(forecastReaches([...shares, ...alerts], "8.5", "10")).toBe(80);
  expect(forecastReaches(shares, "4.999999999999", "10")).toBe(0);
  expect(forecastReaches([], "100", "10")).toBe(0);
});

test("alerts are kept in order, and two of the same share of the same are too many", () => {
  expect(sortAlerts(alerts).map(({ share }) => share)).toEqual([33, 80, 90]);
  expect(hasRepeatedAlerts(alerts)).toBe(false);
  expect(hasRepeatedAlerts([...alerts, { basis: "actual", share: 90, action: "stop" }])).toBe(false);
  expect(hasRepeatedAlerts([...alerts, { basis: "actual", share: 80, action: "notify" }])).toBe(true);
});
