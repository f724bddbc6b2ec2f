import { expect, test } from "vitest";
import { bridgeBars, mainParts, partsBySize, relationOf } from "#components/spend/explanation/cost-story.ts";
import type { CostCause, SpendExplanation } from "#components/spend/spend-answers.ts";

function parts(amounts: Partial<Record<CostCause, string>>): SpendExplanation["parts"] {
  return Object.entries({ volume: "0", price: "0", mix: "0", ...amounts }).map(([cause, amount]) => ({
    cause: cause as CostCause,
    amount: { amount, currency: "CNY" },
  }));
}

test.each([
  ["0", "0", { kind: "nothing" }],
  ["0", "3", { kind: "new" }],
  ["3", "0", { kind: "ended" }],
  ["3", "3", { kind: "equal" }],
  ["3", "3.000000000001", { kind: "nearly" }],
  ["2", "4.2", { kind: "times", ratio: 2.1 }],
  ["4", "5", { kind: "more", share: 0.25 }],
  ["4", "1", { kind: "less", share: 0.75 }],
])("a cost of %s and then of %s is told as it is said", (before, now, relation) => {
  expect(relationOf(before, now)).toEqual(relation);
});

test("the part that says most of a difference is told, with the largest against it", () => {
  const told = mainParts(parts({ volume: "-2", price: "800", mix: "-150" }), "648");
  expect(told).toMatchObject({ weight: "most", main: { cause: "price" }, against: { cause: "mix" } });
  expect(mainParts(parts({ price: "800", mix: "-20" }), "780")?.against).toBeNull();
});

test("a part of less than half is the largest, and one that is alone is all", () => {
  expect(mainParts(parts({ volume: "-4", price: "-3", mix: "-3" }), "-10")).toMatchObject({
    weight: "largest",
    main: { cause: "volume" },
  });
  expect(mainParts(parts({ mix: "-3" }), "-3")?.weight).toBe("all");
});

test("parts that cancel out are told both, and no parts not at all", () => {
  expect(mainParts(parts({ price: "-3", mix: "3" }), "0")).toMatchObject({
    main: { cause: "mix" },
    against: { cause: "price" },
  });
  expect(mainParts(parts({}), "0")).toBeNull();
  expect(partsBySize(parts({ price: "-3", mix: "2" })).map(({ cause }) => cause)).toEqual(["price", "mix"]);
});

test("each bar begins where the one before ended", () => {
  const { bars, ends } = bridgeBars("10", ["20", "-5"]);
  expect(bars).toEqual([
    { start: 0, width: 1, isDearer: true },
    { start: 0.75, width: 0.25, isDearer: false },
  ]);
  expect(ends).toEqual([0, 0.75]);
  expect(bridgeBars("10", []).ends).toEqual([0, 0]);
});
