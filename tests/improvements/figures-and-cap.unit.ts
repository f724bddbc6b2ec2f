import { expect, test } from "vitest";
import { leastCap, leftForTrial, suggestedCap } from "#lib/improvements/cap.ts";
import type { CaseOutcome } from "#lib/improvements/improvement.ts";
import { improvementFigures } from "#lib/improvements/improvement-figures.ts";
import { money, sumAmounts } from "#lib/money.ts";

const outcomes = (fixed: number, broken: number, rest: CaseOutcome[] = []): CaseOutcome[] => [
  ...Array<CaseOutcome>(fixed).fill("fixed"),
  ...Array<CaseOutcome>(broken).fill("broken"),
  ...rest,
];

test("better is asked of the cases that changed alone", () => {
  const rest: CaseOutcome[] = ["unchanged", "look", "look", "not-comparable"];
  expect(improvementFigures(outcomes(9, 0, rest), 1)).toMatchObject({
    ...{ fixed: 9, broken: 0, unchanged: 1, look: 2, notComparable: 1, verdict: "better" },
  });
  expect(improvementFigures(outcomes(0, 9), 1).verdict).toBe("worse");
  expect(improvementFigures(outcomes(5, 4), 1).verdict).toBe("not-distinguishable");
  expect(improvementFigures(rest, 3)).toMatchObject({ fixedShare: null, verdict: "not-distinguishable" });
});

// As reported of optimisers that take the best of many candidates on the set they chose it by.
test("the more proposals there are, the more one must win: of three that change nothing, one rarely passes for better", () => {
  expect(improvementFigures(outcomes(6, 0), 1).verdict).toBe("better");
  expect(improvementFigures(outcomes(6, 0), 3).verdict).toBe("not-distinguishable");
  // All ways in which so many cases fall by a fair coin, exactly.
  for (let changed = 1; changed <= 50; changed++) {
    let [ways, wrong] = [1, 0];
    for (let fixed = 0; fixed <= changed; fixed++) {
      if (improvementFigures(outcomes(fixed, changed - fixed), 3).verdict === "better") wrong += ways;
      ways = (ways * (changed - fixed)) / (fixed + 1);
    }
    expect(1 - (1 - wrong / 2 ** changed) ** 3).toBeLessThan(0.05);
  }
});

const RECKONED = {
  ...{ proposer: "0.0300000001", versions: 4 },
  version: { expected: money("0.02", "USD"), high: money("0.031", "USD") },
};

test("a cap pays the proposer at its most and every version once, and what is suggested has room", () => {
  expect(leastCap(RECKONED)).toBe("0.1100000001");
  expect(suggestedCap(RECKONED)).toBe("0.22");
  expect(
    suggestedCap({
      ...RECKONED,
      proposer: "0",
      version: { expected: money("0", "USD"), high: money("0", "USD") },
    }),
  ).toBe("0");
  expect(
    suggestedCap({
      ...RECKONED,
      proposer: "0.0001",
      version: { expected: money("0", "USD"), high: money("0", "USD") },
    }),
  ).toBe("0.01");
});

test("the trial gets what is left of it to the last digit, unknown calls taken off", () => {
  const left = leftForTrial({ cap: "0.22", spent: "0.030000000001", unknownSpend: "0.03" });
  expect(left).toBe("0.159999999999");
  expect(sumAmounts([left, "0.030000000001", "0.03"])).toBe("0.22");
  expect(leftForTrial({ cap: "0.01", spent: "0.02", unknownSpend: "0" })).toBe("0");
});
