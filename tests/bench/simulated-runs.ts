import { type CostPreview, type MeasuredCell, previewCost } from "#lib/estimates/preview-cost.ts";
import type { ModelLimits } from "#lib/models/callable-model.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { drawSample } from "#lib/trials/sample.ts";

const ROWS = 2_000;
const TRIAL = 100;
/** Of the logarithm of an output's length: the longest of 2,000 is some thirty times the median. */
const TAIL = 1;
const MS_A_TOKEN = 12;
const FIRST_TOKEN_MS = 400;
/** Of a limit that workers use, by `npm run bench rate-limit`. */
const LEAST_USE = 0.975;
const MOST_START_SECONDS = 2;
/** Calls at once where a model has no limit of its own. */
const AT_ONCE = 32;

export interface SimulatedRun {
  preview: CostPreview;
  cost: number;
  seconds: number;
}

/**
 * A trial of 100 rows, and the whole run of 2,000 after it, which asks them anew and gets other answers, their lengths
 * with a heavy tail; 3 in 100 are repaired and 2 skipped. How long the run takes is played call by call: each begins when
 * one of the calls at once has ended, and the limits on requests and tokens a minute let it.
 */
export function simulateRun(seed: number, limits: ModelLimits): SimulatedRun {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const prompts = Array.from({ length: ROWS }, () => ({
    tokens: 300 * Math.exp(0.3 * normal()),
    kind: normal(),
  }));
  const ask = (rowNumber: number): MeasuredCell => {
    const { tokens, kind } = prompts[rowNumber - 1] ?? { tokens: 0, kind: 0 };
    if (random() < 0.02) return { ...nothing, rowNumber, status: "skipped" };
    const isRepaired = random() < 0.03;
    const calls = isRepaired ? 2 : 1;
    const output = 80 * Math.exp(TAIL * (0.6 * kind + 0.8 * normal())) * calls;
    return {
      ...{ rowNumber, status: "succeeded", calls, repaired: isRepaired },
      cost: ((tokens * calls * 0.5 + output * 2) * 1e-6).toFixed(12),
      ...{ inputTokens: tokens * calls, outputTokens: output },
      latencyMs: FIRST_TOKEN_MS * calls + output * MS_A_TOKEN,
    };
  };
  const sample = drawSample({ rowCount: ROWS, size: TRIAL, method: "random", seed }, null);
  const preview = previewCost(
    sample.map(({ rowNumber }) => ask(rowNumber)),
    new Map(sample.map(({ rowNumber, weight }) => [rowNumber, weight])),
    { rowCount: ROWS, languages: 1, currency: "USD", limits },
  );
  if (!preview) throw new Error("A trial gave no preview.");
  const cells = prompts.map((_, at) => ask(at + 1));
  const use = LEAST_USE + random() * (1 - LEAST_USE);
  return {
    preview,
    cost: cells.reduce((sum, { cost }) => sum + Number(cost), 0),
    seconds: random() * MOST_START_SECONDS + play(cells, limits, use),
  };
}

const nothing = { cost: "0", inputTokens: 0, outputTokens: 0, latencyMs: 0, calls: 0, repaired: false };

function play(cells: readonly MeasuredCell[], limits: ModelLimits, use: number): number {
  const free = new Array<number>(limits.concurrency ?? AT_ONCE).fill(0);
  const perMinute = (limit: number | null) => (limit === null ? Number.POSITIVE_INFINITY : limit * use) / 60;
  const [calls, tokens] = [perMinute(limits.rpm), perMinute(limits.tpm)];
  let [asked, told] = [0, 0];
  for (const cell of cells) {
    const slot = free.indexOf(Math.min(...free));
    const startsAt = Math.max(free[slot] ?? 0, asked / calls, told / tokens);
    asked += cell.calls;
    told += cell.inputTokens + cell.outputTokens;
    free[slot] = startsAt + cell.latencyMs / 1_000;
  }
  return Math.max(...free);
}
