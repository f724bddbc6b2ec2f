import { type MeasuredCell, previewCost } from "#lib/estimates/preview-cost.ts";
import { makePerfumes } from "#lib/installation/demo/perfumes.ts";
import type { ModelLimits } from "#lib/models/callable-model.ts";
import { completeChat } from "#lib/sandbox/chat-completion.ts";
import { SANDBOX_MODELS, type SandboxModel } from "#lib/sandbox/sandbox-models.ts";
import { drawSample } from "#lib/trials/sample.ts";
import { below, isSmall, report } from "./report.ts";
import { type SimulatedRun, simulateRun } from "./simulated-runs.ts";

// How often what a run costs lies in the range that a trial of 1,000 rows gave, and how far off its expectation is:
// the real estimator on the sandbox's own token counts. Trial and run ask the same rows and get different answers.
const ROWS = isSmall ? 2_000 : 20_000;
const TRIAL = isSmall ? 200 : 1_000;
const ANSWERS = 4;
const DRAWS = isSmall ? 100 : 1_000;
const PRICE = { input: 0.15, output: 0.6 };
const INSIDE_GOAL = 90;
const ERROR_GOAL = 5;
// Of a hundred, chance alone has five more or fewer inside.
const SIMULATED = isSmall ? 100 : 1_000;
const COST_INSIDE_GOAL = 95;
const TIME_INSIDE_GOAL = 90;

const [model] = SANDBOX_MODELS as [SandboxModel];
const perfumes = makePerfumes(ROWS);
const runs = Array.from({ length: ANSWERS }, (_, seed) => perfumes.map((row, at) => ask(row, at + 1, seed)));
const totals = runs.map((cells) => cells.reduce((sum, { cost }) => sum + Number(cost), 0));

let inside = 0;
const errors: number[] = [];
for (let draw = 0; draw < DRAWS; draw++) {
  const trial = runs[draw % ANSWERS] as MeasuredCell[];
  const actual = totals[(draw + 1) % ANSWERS] as number;
  const sample = drawSample({ rowCount: ROWS, size: TRIAL, method: "random", seed: draw * 7_919 + 1 }, null);
  const preview = previewCost(
    sample.map(({ rowNumber }) => trial[rowNumber - 1] as MeasuredCell),
    new Map(sample.map(({ rowNumber, weight }) => [rowNumber, weight])),
    {
      rowCount: ROWS,
      languages: 1,
      currency: "USD",
      limits: { rpm: null, tpm: null, concurrency: null },
    },
  );
  if (!preview) throw new Error("A trial gave no preview.");
  const { low, expected, high } = preview.total;
  if (Number(low.amount) <= actual && actual <= Number(high.amount)) inside++;
  errors.push((Math.abs(Number(expected.amount) - actual) / actual) * 100);
}
errors.sort((a, b) => a - b);
const share = (inside / DRAWS) * 100;
const worst = errors[Math.floor(DRAWS * 0.95)] ?? 0;
report({
  name: `cost preview of a ${TRIAL}-row trial, ${DRAWS} draws of ${ROWS} rows: actual inside the range`,
  goal: `≥ ${INSIDE_GOAL} %`,
  measured: `${share.toFixed(1)} %`,
  baseline: "the goal",
  ratio: share / INSIDE_GOAL,
  missedBy: below(share, INSIDE_GOAL, "points"),
});
report({
  name: "error of what it expects, p95 of the draws",
  goal: `≤ ${ERROR_GOAL} %`,
  measured: `${worst.toFixed(2)} %`,
  baseline: "the goal",
  ratio: worst / ERROR_GOAL,
  missedBy: worst <= ERROR_GOAL ? null : `${(worst - ERROR_GOAL).toFixed(2)} points`,
});

const UNLIMITED = { rpm: null, tpm: null, concurrency: null };
const unlimited = simulated(UNLIMITED);
reportInside("its cost", COST_INSIDE_GOAL, unlimited, ({ preview: { total }, cost }) =>
  isInside(cost, { low: Number(total.low.amount), high: Number(total.high.amount) }),
);
for (const [pace, runs] of [
  ["by 32 calls at once", unlimited],
  ["by 300 requests a minute", simulated({ ...UNLIMITED, rpm: 300 })],
  ["by 100,000 tokens a minute", simulated({ ...UNLIMITED, tpm: 100_000 })],
] as const)
  reportInside(`its time, held up ${pace},`, TIME_INSIDE_GOAL, runs, ({ preview, seconds }) =>
    isInside(seconds, preview.durationSeconds),
  );

function simulated(limits: ModelLimits): SimulatedRun[] {
  return Array.from({ length: SIMULATED }, (_, at) => simulateRun((at + 1) * 7_919, limits));
}

function isInside(actual: number, { low, high }: { low: number; high: number }): boolean {
  return low <= actual && actual <= high;
}

function reportInside(
  what: string,
  goal: number,
  runs: readonly SimulatedRun[],
  holds: (run: SimulatedRun) => boolean,
): void {
  const held = (runs.filter(holds).length / runs.length) * 100;
  report({
    name: `${SIMULATED} simulated runs of a heavy tail after a trial of 100 rows: ${what} inside the range`,
    goal: `≥ ${goal} of 100`,
    measured: `${held.toFixed(1)} of 100`,
    baseline: "the goal",
    ratio: held / goal,
    missedBy: below(held, goal, "of 100"),
  });
}

function ask(row: object, rowNumber: number, seed: number): MeasuredCell {
  const prompt = `Write a title and a description for this perfume.\n${JSON.stringify(row)}`;
  const { billed } = completeChat(
    {
      model: model.id,
      pictures: [],
      messages: [{ role: "user", content: prompt }],
      stream: false,
      includeUsage: true,
      maxTokens: null,
      seed,
      format: { type: "json_object" },
    },
    model,
    null,
    () => 0,
  );
  const { inputTokens, outputTokens } = billed;
  const cost = (inputTokens * PRICE.input + outputTokens * PRICE.output) * 1e-6;
  return {
    rowNumber,
    status: "succeeded",
    cost: cost.toFixed(12),
    inputTokens,
    outputTokens,
    latencyMs: 500,
    calls: 1,
    repaired: false,
  };
}
