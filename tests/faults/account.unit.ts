import { expect, test } from "vitest";
import { type Account, breachesOf, type Finding } from "./account.ts";

const kept: Account = {
  lost: 0,
  duplicated: 0,
  extraPaid: 3,
  inFlightLost: 4,
  overshoot: "0",
  bill: "0.5",
  settled: "0.4",
  unknown: "0.2",
  contradictions: [],
};

function finding(change: Partial<Account>, more: Partial<Finding> = {}): Finding {
  return { account: { ...kept, ...change }, crashed: true, did: "", ...more };
}

test("a fault that leaves the books right breaks nothing", () => {
  expect(breachesOf(finding({}))).toEqual([]);
  expect(breachesOf(finding({ bill: "0.4", extraPaid: 0 }, { crashed: false }))).toEqual([]);
});

test.each<[string, Partial<Account>]>([
  ["1 lost", { lost: 1 }],
  ["2 duplicated", { duplicated: 2 }],
  ["5 extra paid calls, 4 were in flight", { extraPaid: 5 }],
  ["the cap was passed by 0.01", { overshoot: "0.01" }],
  ["the bill is outside the ledger's interval", { bill: "0.7" }],
  ["the bill is outside the ledger's interval", { bill: "0.3" }],
  ["reserved", { contradictions: ["reserved"] }],
])("%s is a breach", (breach, change) => {
  expect(breachesOf(finding(change))).toEqual([breach]);
});

test("without a crash the ledger must equal the bill", () => {
  expect(breachesOf(finding({}, { crashed: false }))).toEqual(["bill 0.5, ledger 0.4"]);
});

test("what takes longer than promised, or uses less, is a breach; times may be given patience", () => {
  const boot = { name: "boot", measured: 2_500, goal: 2_000, unit: "ms", atMost: true } as const;
  const used = { name: "used", measured: 98, goal: 99, unit: "%", atMost: false } as const;
  expect(breachesOf(finding({}, { measures: [boot, used] }))).toHaveLength(2);
  expect(breachesOf(finding({}, { measures: [boot, used] }), 2)).toEqual(["used 98 %, goal ≥ 99 %"]);
});
