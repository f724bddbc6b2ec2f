import { describe, expect, test } from "vitest";
import { compareAmounts, divideAmount, multiplyAmount, subtractAmounts, sumAmounts } from "#lib/money.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import {
  COST_CAUSES,
  type CostCause,
  type CostParts,
  explainDifference,
  type PaidCalls,
  type PaidPeriod,
} from "#lib/spend/explanation/explain-difference.ts";

interface Prices {
  input: string;
  output: string;
}

const CHEAP: Prices = { input: "0.15", output: "0.6" };
const DEAR: Prices = { input: "2.5", output: "10" };
const FACTORED = ["first", "retry", "regeneration"] as const;

/** Calls at a price per million tokens, which cost what that comes to. */
function callsOf(
  calls: number,
  {
    role = "first",
    modelId = "a",
    prices = CHEAP,
    input = 800,
    output = 200,
  }: Partial<Pick<PaidCalls, "role" | "modelId"> & { prices: Prices; input: number; output: number }> = {},
): PaidCalls {
  const used = { input: calls * input, output: calls * output, pictures: 0 };
  const paid = {
    input: multiplyAmount(multiplyAmount(prices.input, used.input), "0.000001"),
    output: multiplyAmount(multiplyAmount(prices.output, used.output), "0.000001"),
    pictures: "0",
  };
  return { modelId, role, calls, used, paid, cost: sumAmounts(Object.values(paid)) };
}

/** A month of 1,000 items: a tenth of them called again, a twentieth made anew. */
function month(items = 1_000, of: Parameters<typeof callsOf>[1] = {}): PaidPeriod {
  return {
    items,
    groups: [
      callsOf(items, of),
      callsOf(items / 10, { ...of, role: "retry", input: (of.input ?? 800) + 200 }),
      callsOf(items / 20, { ...of, role: "regeneration" }),
    ],
  };
}

function causesOf(parts: CostParts): CostCause[] {
  return COST_CAUSES.filter((cause) => parts[cause] !== "0");
}

function randomPeriod(random: () => number): PaidPeriod {
  const below = (limit: number) => Math.floor(random() * limit);
  const amount = () => (random() / 7).toFixed(12);
  const models = ["a", "b", "c", "d"].filter(() => random() < 0.7);
  const groups = models.flatMap((modelId) =>
    (["first", "retry", "regeneration", "trial", "other"] as const)
      .filter(() => random() < 0.6)
      .flatMap((role) =>
        Array.from({ length: 1 + below(2) }, (): PaidCalls => {
          const isFactored = FACTORED.some((one) => one === role);
          const used = isFactored
            ? { input: below(9_000), output: below(3_000), pictures: random() < 0.2 ? below(9) : 0 }
            : { input: 0, output: 0, pictures: 0 };
          const paidFor = (count: number) => (count === 0 ? "0" : amount());
          const paid = {
            input: paidFor(used.input),
            output: paidFor(used.output),
            pictures: paidFor(used.pictures),
          };
          const rest = isFactored && random() < 0.8 ? "0" : amount();
          const cost = sumAmounts([...Object.values(paid), rest]);
          return { modelId, role, calls: 1 + below(500), used, paid, cost };
        }),
      ),
  );
  const calls = groups.filter(({ role }) => role === "first").reduce((sum, group) => sum + group.calls, 0);
  return { items: random() < 0.1 ? 0 : Math.max(calls > 0 ? 1 : 0, below(calls + 1)), groups };
}

describe("the difference of two periods", () => {
  test("is what its parts add up to, in whole and of each model, whatever the ledger holds", () => {
    const random = seededRandom(5);
    for (let round = 0; round < 60; round++) {
      const [before, now] = [randomPeriod(random), randomPeriod(random)];
      const explained = explainDifference(before, now);
      const total = (period: PaidPeriod) => sumAmounts(period.groups.map(({ cost }) => cost));
      expect(explained.before).toBe(total(before));
      expect(explained.now).toBe(total(now));
      expect(explained.difference).toBe(subtractAmounts(total(now), total(before)));
      expect(sumAmounts(Object.values(explained.parts))).toBe(explained.difference);
      for (const model of explained.models) {
        expect(sumAmounts(Object.values(model.parts))).toBe(model.difference);
        expect(subtractAmounts(model.now, model.before)).toBe(model.difference);
      }
      for (const amount of Object.values(explained.parts))
        expect((amount.split(".")[1] ?? "").length).toBeLessThanOrEqual(12);
    }
  });

  test("is the same the other way round, with every part negated", () => {
    const random = seededRandom(6);
    for (let round = 0; round < 60; round++) {
      const [before, now] = [randomPeriod(random), randomPeriod(random)];
      const there = explainDifference(before, now);
      const back = explainDifference(now, before);
      for (const cause of COST_CAUSES)
        expect(there.parts[cause]).toBe(subtractAmounts("0", back.parts[cause]));
    }
  });

  test("is nothing where nothing differs, and where there was nothing", () => {
    const same = explainDifference(month(), month());
    expect(same.difference).toBe("0");
    expect(causesOf(same.parts)).toEqual([]);
    const none = { items: 0, groups: [] };
    expect(explainDifference(none, none)).toMatchObject({ before: "0", now: "0", models: [] });
  });

  test.each([
    ["volume", month(1_000), month(2_000)],
    ["price", month(1_000), month(1_000, { prices: DEAR })],
    ["length", month(1_000), month(1_000, { output: 417 })],
    ["mix", month(1_000), month(1_000, { modelId: "b", prices: DEAR })],
    ["volume", { items: 0, groups: [] }, month(1_000)],
    [
      "retries",
      month(1_000),
      { items: 1_000, groups: [...month().groups, callsOf(70, { role: "retry", input: 1_000 })] },
    ],
    [
      "retries",
      { items: 500, groups: [callsOf(500)] },
      { items: 500, groups: [callsOf(500), callsOf(9, { role: "retry" })] },
    ],
    [
      "regeneration",
      month(1_000),
      { items: 1_000, groups: [...month().groups, callsOf(30, { role: "regeneration" })] },
    ],
    // Made anew this month, what was made the month before.
    ["regeneration", { items: 0, groups: [] }, { items: 0, groups: [callsOf(30, { role: "regeneration" })] }],
    ["trials", month(1_000), { items: 1_000, groups: [...month().groups, callsOf(5, { role: "trial" })] }],
    ["other", month(1_000), { items: 1_000, groups: [...month().groups, callsOf(5, { role: "other" })] }],
    // A step more for each item.
    ["mix", { items: 10, groups: [callsOf(10)] }, { items: 10, groups: [callsOf(20)] }],
  ] as const)("is all %s where nothing else changed", (cause, before: PaidPeriod, now: PaidPeriod) => {
    const explained = explainDifference(before, now);
    expect(causesOf(explained.parts)).toEqual([cause]);
    expect(explained.parts[cause]).toBe(explained.difference);
    expect(compareAmounts(explained.difference, "0")).toBe(1);
  });

  test("gives what two factors do together to both alike", () => {
    const one = (items: number, prices: Prices): PaidPeriod => ({
      items,
      groups: [callsOf(items, { prices })],
    });
    const before = one(1_000, CHEAP);
    const now = one(3_000, { input: "0.3", output: "1.2" });
    const { parts, difference } = explainDifference(before, now);
    // At 0.00024 an item before and 0.00048 now.
    expect(parts.volume).toBe(
      multiplyAmount(divideAmount(sumAmounts(["0.00024", "0.00048"]), 2) ?? "0", 2_000),
    );
    expect(parts.price).toBe(multiplyAmount("0.00024", 2_000));
    expect(difference).toBe("1.2");
  });

  test("puts a model of one period only into the mix, whatever its texts are like", () => {
    const before: PaidPeriod = { items: 100, groups: [callsOf(100)] };
    const now: PaidPeriod = {
      items: 100,
      groups: [callsOf(50), callsOf(50, { modelId: "b", prices: DEAR, output: 900 })],
    };
    const { parts, models } = explainDifference(before, now);
    expect(causesOf(parts)).toEqual(["mix"]);
    expect(models.map(({ modelId }) => modelId)).toEqual(["b", "a"]);
    expect(models[1]?.parts.mix).toBe(multiplyAmount("0.00024", -50));
  });
});
