import { describe, expect, test } from "vitest";
import { type MeasuredCell, previewCost, previewRough } from "#lib/estimates/preview-cost.ts";
import { compareAmounts } from "#lib/money.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { drawSample } from "#lib/trials/sample.ts";

const unlimited = { rpm: null, tpm: null, concurrency: null };
const question = { rowCount: 1_000, languages: 1, currency: "USD", limits: unlimited };

function cell(rowNumber: number, changes: Partial<MeasuredCell> = {}): MeasuredCell {
  return {
    rowNumber,
    status: "succeeded",
    cost: "0.000437",
    inputTokens: 300,
    outputTokens: 100,
    latencyMs: 1_000,
    calls: 1,
    repaired: false,
    ...changes,
  };
}

const weigh = (cells: MeasuredCell[], weight: number) =>
  new Map(cells.map(({ rowNumber }) => [rowNumber, weight]));

describe("the cost preview", () => {
  test("of equal cells expects their cost times the items, exactly", () => {
    const cells = Array.from({ length: 20 }, (_, index) => cell(index + 1));
    const preview = previewCost(cells, weigh(cells, 50), question);
    expect(preview?.total.expected).toEqual({ amount: "0.437", currency: "USD" });
    expect(preview?.perItem.expected).toEqual({ amount: "0.000437", currency: "USD" });
    expect(preview?.items).toBe(1_000);
  });

  test("is never a point: what twenty rows did not show may still come", () => {
    const cells = Array.from({ length: 20 }, (_, index) => cell(index + 1));
    const preview = previewCost(cells, weigh(cells, 50), question);
    expect(preview?.total.low.amount).toBe("0.41515");
    expect(preview?.total.high.amount).toBe("0.45885");
  });

  test("counts skips as nothing, and failures and repairs at what they took", () => {
    const cells = [
      cell(1),
      cell(2, { status: "skipped", cost: "0", calls: 0, inputTokens: 0, outputTokens: 0, latencyMs: 0 }),
      cell(3, { status: "failed", cost: "0.001", calls: 2, repaired: true }),
      cell(4, { cost: "0.002563", calls: 2, repaired: true }),
    ];
    const preview = previewCost(cells, weigh(cells, 250), question);
    expect(preview?.total.expected.amount).toBe("1");
    expect(preview?.shares).toEqual({ failed: 0.25, skipped: 0.25, repaired: 0.5 });
  });

  test("lets a row stand for as many rows as it was drawn for", () => {
    const cells = [cell(1, { cost: "1" }), cell(2, { cost: "0.01" }), cell(3, { cost: "0.01" })];
    const weights = new Map([
      [1, 1],
      [2, 499.5],
      [3, 499.5],
    ]);
    expect(previewCost(cells, weights, question)?.total.expected.amount).toBe("10.99");
  });

  test("leaves out rows of which a language is still open", () => {
    const twoLanguages = { ...question, languages: 2 };
    const cells = [cell(1), cell(1), cell(2, { cost: "99" })];
    const preview = previewCost(cells, weigh(cells, 500), twoLanguages);
    expect(preview?.items).toBe(2_000);
    expect(preview?.total.expected.amount).toBe("0.874");
    expect(previewCost([cell(2)], weigh(cells, 500), twoLanguages)).toBeNull();
  });

  test("takes as long as the tightest limit allows", () => {
    const cells = Array.from({ length: 30 }, (_, index) => cell(index + 1));
    const seconds = (limits: Partial<typeof unlimited> | { [limit: string]: number }) =>
      previewCost(cells, weigh(cells, 1), { ...question, limits: { ...unlimited, ...limits } })
        ?.durationSeconds;
    const byRequests = seconds({ rpm: 60 });
    expect(byRequests?.low).toBeLessThan(1_000 / 0.98);
    expect(byRequests?.high).toBeGreaterThan(1_000 / 0.98);
    expect(seconds({ tpm: 4_000 })?.low).toBeGreaterThan(5_500);
    expect(seconds({ concurrency: 1 })?.low).toBeGreaterThan(900);
  });
});

describe("the cost preview of few rows", () => {
  const costs = ["0.0001", "0.004", "0.0002", "0.0001", "0.0002"];
  const preview = (rows: number) => {
    const cells = costs.slice(0, rows).map((cost, index) => cell(index + 1, { cost }));
    return previewCost(cells, weigh(cells, 1_000 / rows), question);
  };
  const factors = (rows: number) => {
    const { low, expected, high } = preview(rows)?.total ?? {};
    return [low, high].map((bound) => Number(bound?.amount) / Number(expected?.amount));
  };

  test("says that they are too few, and gives a rough range instead of a statistic's", () => {
    for (const rows of [1, 2, 3, 4]) {
      expect(preview(rows)).toMatchObject({ basis: "rough", tooFewRows: true, sampleItems: rows });
      expect(factors(rows)).toEqual([expect.closeTo(0.25, 4), expect.closeTo(4, 4)]);
    }
    expect(preview(5)).toMatchObject({ basis: "measured", tooFewRows: false });
  });

  test("is measured where the dataset has no more than these", () => {
    const cells = [cell(1), cell(2)];
    const whole = previewCost(cells, weigh(cells, 1), { ...question, rowCount: 2 });
    expect(whole).toMatchObject({ basis: "measured", tooFewRows: false });
  });

  test("has a duration of a rough range too", () => {
    const { low, high } = preview(2)?.durationSeconds ?? { low: 0, high: 0 };
    expect(high).toBeGreaterThan(low * 3);
    expect(high).toBeLessThan(1_000);
  });
});

describe("the duration of a preview", () => {
  const cells = Array.from({ length: 30 }, (_, index) => cell(index + 1));
  const pace = (limits: Partial<typeof unlimited> | { [limit: string]: number }) =>
    previewCost(cells, weigh(cells, 1), { ...question, limits: { ...unlimited, ...limits } })?.pace;

  test("says which limit it takes for granted, and which is not the model's own", () => {
    expect(pace({})).toEqual({ by: "concurrency", limit: 32, isAssumed: true });
    expect(pace({ concurrency: 4 })).toEqual({ by: "concurrency", limit: 4, isAssumed: false });
    expect(pace({ rpm: 60 })).toEqual({ by: "rpm", limit: 60, isAssumed: false });
    expect(pace({ rpm: 60, tpm: 400 })).toEqual({ by: "tpm", limit: 400, isAssumed: false });
  });
});

describe("the rough preview", () => {
  const perToken = (input: number, output: number) => (BigInt(input) * 1n + BigInt(output) * 4n).toString();

  test("assumes outputs half as long as they may be", () => {
    const preview = previewRough([[{ inputTokens: 100, maxOutputTokens: 200, costOf: perToken }]], question);
    expect(preview?.perItem.expected.amount).toBe("500");
    expect(preview?.basis).toBe("rough");
    expect(Number(preview?.total.low.amount)).toBeLessThan(500_000);
    expect(Number(preview?.total.high.amount)).toBeGreaterThan(900_000);
  });

  test("of nothing is nothing", () => {
    expect(previewRough([], question)).toBeNull();
  });
});

// Outputs whose length has a heavy tail (log-normal, σ 0.5 to 1: the longest of 2,000 is 6 to 30 times the
// median), prompts that vary, 3 % repairs, 2 % skips; every run asks all rows again, with other answers.
describe.each([
  { method: "random", tail: 0.5, size: 20 },
  { method: "random", tail: 1, size: 20 },
  { method: "random", tail: 1, size: 100 },
  { method: "stratified", tail: 0.8, size: 30 },
] as const)("400 simulated runs, $method sample of $size, tail $tail", ({ method, tail, size }) => {
  test("the actual cost lies in the range at least 90 % of the time", () => {
    let inside = 0;
    for (let seed = 1; seed <= 400; seed++) if (simulate(seed * 7_919, method, size, tail)) inside++;
    expect(inside / 400).toBeGreaterThanOrEqual(0.9);
  });
});

function simulate(seed: number, method: "random" | "stratified", size: number, tail: number): boolean {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const rows = Array.from({ length: 2_000 }, () => ({
    prompt: 300 * Math.exp(0.3 * normal()),
    kind: normal(),
  }));
  const ask = (rowNumber: number): MeasuredCell => {
    const row = rows[rowNumber - 1];
    if (!row || random() < 0.02) return cell(rowNumber, { status: "skipped", cost: "0", calls: 0 });
    const output = 80 * Math.exp(tail * (0.6 * row.kind + 0.8 * normal()));
    const calls = random() < 0.03 ? 2 : 1;
    return cell(rowNumber, { cost: ((row.prompt * 0.5 + output * 2) * calls * 1e-6).toFixed(12), calls });
  };
  const byPrompt = rows
    .map((row, index) => ({ ...row, rowNumber: index + 1 }))
    .sort((a, b) => b.prompt - a.prompt);
  const numbers = byPrompt.map((row) => row.rowNumber);
  const facts = {
    longest: numbers.slice(0, 3),
    shortest: numbers.slice(-3),
    emptiest: numbers.slice(-6, -3),
    columns: { language: null, category: "category" },
    scanned: rows.map((_, index) => ({
      ...{ rowNumber: index + 1, language: null, category: index % 4 === 0 ? "a" : "b" },
    })),
  };
  const sample = drawSample({ rowCount: 2_000, size, method, seed }, facts);
  const preview = previewCost(
    sample.map(({ rowNumber }) => ask(rowNumber)),
    new Map(sample.map(({ rowNumber, weight }) => [rowNumber, weight])),
    { ...question, rowCount: 2_000 },
  );
  const actual = rows.reduce((sum, _, index) => sum + Number(ask(index + 1).cost), 0).toFixed(12);
  return (
    preview !== null &&
    compareAmounts(preview.total.low.amount, actual) <= 0 &&
    compareAmounts(actual, preview.total.high.amount) <= 0
  );
}

describe("the parts of a preview", () => {
  const parts = { ...question, languages: 2, stepNames: ["facts", "copy"] };
  const chain = (rowNumber: number, language: string, stepCosts: string[], cost: string) =>
    cell(rowNumber, { language, stepCosts, cost });

  test("are each language and each step that costs anything, and come to the whole", () => {
    const cells = Array.from({ length: 6 }, (_, row) => [
      chain(row + 1, "en", ["0.001", "0.002", "0", "0.0005"], "0.0035"),
      chain(row + 1, "de", ["0.001", "0.004"], "0.005"),
    ]).flat();
    const preview = previewCost(cells, weigh(cells, 1_000 / 6), parts);
    const expected = (of: { name: string | null; total: { expected: { amount: string } } }[] = []) =>
      of.map(({ name, total }) => [name, Number(total.expected.amount).toFixed(3)]);
    expect(Number(preview?.total.expected.amount)).toBeCloseTo(8.5, 6);
    expect(expected(preview?.parts.languages)).toEqual([
      ["en", "3.500"],
      ["de", "5.000"],
    ]);
    expect(expected(preview?.parts.steps)).toEqual([
      ["facts", "2.000"],
      ["copy", "6.000"],
      [null, "0.500"],
    ]);
    for (const { total } of preview?.parts.steps ?? []) {
      expect(compareAmounts(total.low.amount, total.expected.amount)).toBe(-1);
      expect(compareAmounts(total.high.amount, total.expected.amount)).toBe(1);
    }
  });

  test("are none of a template of one step in one language, and its writing and judging where it is judged", () => {
    const cells = Array.from({ length: 6 }, (_, row) => cell(row + 1, { language: "en" }));
    expect(previewCost(cells, weigh(cells, 100), question)?.parts).toEqual({ languages: [], steps: [] });
    const judged = cells.map((one) => ({ ...one, stepCosts: ["0.0004", "0.000037"] }));
    const { steps = [] } = previewCost(judged, weigh(cells, 100), question)?.parts ?? {};
    expect(steps.map(({ name }) => name)).toEqual(["", null]);
  });

  test("are told before anything was tried as well, from the prompts", () => {
    const perToken = (input: number, output: number) => String(input + output);
    const call = (language: string, step?: number) => ({
      ...{ language, inputTokens: 100, maxOutputTokens: 200, costOf: perToken },
      ...(step !== undefined && { step }),
    });
    const items = [
      [call("en", 0), call("en", 1), call("en")],
      [call("de", 0), call("de", 1), call("de")],
    ];
    const preview = previewRough(items, parts);
    expect(preview?.parts.steps.map(({ name }) => name)).toEqual(["facts", "copy", null]);
    const sum = preview?.parts.languages.reduce((all, { total }) => all + Number(total.expected.amount), 0);
    expect(sum).toBeCloseTo(Number(preview?.total.expected.amount), 6);
  });
});
