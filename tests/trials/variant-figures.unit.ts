import { expect, test } from "vitest";
import { figuresOf } from "#lib/trials/variant-figures.ts";

const usd = (amount: string) => ({ amount, currency: "USD" });

const said = (kind: string, code: string) => ({ kind, message: { code } });
const [fits, repaired, misfit] = [
  said("format", "format_fits"),
  said("format", "format_repaired"),
  said("format", "too_long"),
];
// What another check warns of was never asked for again.
const warned = said("lexicon", "lexicon_term");

test("means are exact, and what was skipped or waits counts in none", () => {
  const figures = figuresOf([
    { status: "succeeded", cost: usd("0.000437"), latencyMs: 100, checks: [fits, warned] },
    { status: "succeeded", cost: usd("0.000438"), latencyMs: 200, checks: [repaired] },
    { status: "failed", cost: usd("0.0001"), latencyMs: 300, checks: [misfit] },
    { status: "skipped", cost: null, latencyMs: null, checks: [] },
    { status: "running", cost: null, latencyMs: null, checks: [] },
  ]);
  expect(figures).toEqual({
    ended: 4,
    cells: 5,
    meanCost: usd("0.000325"),
    meanLatencyMs: 200,
    fitShare: 2 / 3,
    repairedShare: 1 / 3,
  });
});

test("before the first cell has ended there are no figures", () => {
  expect(figuresOf([{ status: "pending", cost: null, latencyMs: null, checks: [] }])).toMatchObject({
    meanCost: null,
    fitShare: null,
  });
});
