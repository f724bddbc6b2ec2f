import type { ModelLimits } from "#lib/models/callable-model.ts";
import { divideAmount, type Money, money, multiplyAmount, sumAmounts } from "#lib/money.ts";
import { type MeanInterval, meanInterval, type Weighted } from "./mean-interval.ts";
import { type Pace, paceOf } from "./pace.ts";

/** A low and a high bound around what is expected. */
export interface MoneyRange {
  low: Money;
  expected: Money;
  high: Money;
}

/** What the whole run will cost and how long it will take. */
export interface CostPreview {
  /** Rows × languages. */
  items: number;
  perItem: MoneyRange;
  total: MoneyRange;
  durationSeconds: { low: number; high: number };
  /** What the duration takes for granted. */
  pace: Pace;
  /** `measured` from the usage of a trial, `rough` from prompts alone or from too few rows. */
  basis: "measured" | "rough";
  /** It was measured, but on so few rows that nothing can be said of how they vary. */
  tooFewRows: boolean;
  /** Items it was measured or reckoned from. */
  sampleItems: number;
  /** Shares of the sample, 0 to 1. */
  shares: { failed: number; skipped: number; repaired: number };
}

/** An ended cell: what it took, whatever came of it. A skipped cell took nothing. */
export interface MeasuredCell {
  rowNumber: number;
  language?: string;
  status: "succeeded" | "failed" | "skipped";
  /** Exact, all its calls together. */
  cost: string;
  inputTokens: number;
  outputTokens: number;
  latencyMs: number;
  calls: number;
  /** Whether its first answer did not fit and was asked for again. */
  repaired: boolean;
}

export interface PreviewQuestion {
  rowCount: number;
  languages: number;
  currency: string;
  limits: ModelLimits;
  /** Of the model that a language asks, the same object for languages that ask one; `limits` in all without it. */
  limitsIn?: ((language: string) => ModelLimits) | undefined;
}

const LIMIT_USE = 0.98;
const START_SECONDS = 2;
const FACTOR_DECIMALS = 6;
/** From fewer rows than this no range can be measured: a statistic of them would promise anything from nothing to twenty times. */
const LEAST_ROWS = 5;
/** What is said instead: outputs of one template seldom differ by more than this in the mean. */
const ROUGH_INTERVAL: MeanInterval = { low: 0.25, high: 4 };

type IntervalOf = (sample: readonly Weighted[], populationSize: number) => MeanInterval;

/**
 * The cost preview from the cells of one variant of a trial. Rows of which a language is still open are left
 * out; `weights` says how many rows of the dataset each sampled row stands for. Failures, skips and repairs are
 * in it as often as they were in the sample; fewer than five rows give a rough range. `null` while no row has ended.
 */
export function previewCost(
  cells: readonly MeasuredCell[],
  weights: ReadonlyMap<number, number>,
  question: PreviewQuestion,
): CostPreview | null {
  const rows = endedRows(cells, question.languages);
  const weightOf = (rowNumber: number) => weights.get(rowNumber) ?? 1;
  const totalWeight = rows.reduce((sum, row) => sum + weightOf(row.rowNumber), 0);
  if (totalWeight === 0) return null;

  const weightedCosts = rows.map((row) =>
    multiplyAmount(sumAmounts(row.cells.map((cell) => cell.cost)), weightOf(row.rowNumber)),
  );
  const items = question.rowCount * question.languages;
  const expected = scale(sumAmounts(weightedCosts), question.rowCount / totalWeight);
  const measure = (amountOf: (cell: MeasuredCell) => number): Weighted[] =>
    rows.map((row) => ({
      value: row.cells.reduce((sum, cell) => sum + amountOf(cell), 0),
      weight: weightOf(row.rowNumber),
    }));
  // A statistic of ratios, not of money: the amount itself stays exact.
  const tooFewRows = rows.length < Math.min(LEAST_ROWS, question.rowCount);
  const intervalOf: IntervalOf = tooFewRows ? () => ROUGH_INTERVAL : meanInterval;
  const costs = intervalOf(
    measure((cell) => Number(cell.cost)),
    question.rowCount,
  );
  const ended = rows.flatMap((row) => row.cells);
  const share = (isMeant: (cell: MeasuredCell) => boolean) => ended.filter(isMeant).length / ended.length;
  return {
    items,
    ...ranges(expected, costs, items, question.currency),
    ...slowest(measure, languagesOf(ended), question, intervalOf),
    basis: tooFewRows ? "rough" : "measured",
    tooFewRows,
    sampleItems: ended.length,
    shares: {
      failed: share((cell) => cell.status === "failed"),
      skipped: share((cell) => cell.status === "skipped"),
      repaired: share((cell) => cell.repaired),
    },
  };
}

/** What one call for an item is reckoned to take before anything was tried. */
export interface RoughCall {
  language?: string;
  inputTokens: number;
  /** If every output field came out as long as it may. */
  maxOutputTokens: number;
  /** The exact price of input and output tokens. */
  costOf(inputTokens: number, outputTokens: number): string;
  /** Where it may not be made at all: the lowest end of the range that counts it. */
  countsFrom?: "expected" | "high";
}

/**
 * The cost preview before any trial: prompts of a sample, tokenised, and outputs assumed to be half as long as
 * they may be, from a twentieth (limits are often generous) to all of it. @param items the calls of each; none of one that
 * is skipped.
 */
export function previewRough(
  items: readonly (readonly RoughCall[])[],
  question: PreviewQuestion,
): CostPreview | null {
  if (items.length === 0) return null;
  const count = question.rowCount * question.languages;
  const total = (end: "low" | "expected" | "high", inputFactor: number, outputFactor: number) =>
    scale(
      sumAmounts(
        items
          .flat()
          .filter(({ countsFrom }) => ENDS.indexOf(countsFrom ?? "low") <= ENDS.indexOf(end))
          .map((call) =>
            call.costOf(
              Math.round(call.inputTokens * inputFactor),
              Math.round(call.maxOutputTokens * outputFactor),
            ),
          ),
      ),
      count / items.length,
    );
  // Tokenisers differ between model families by about a fifth either way.
  const range = {
    low: total("low", 0.8, 0.05),
    expected: total("expected", 1, 0.5),
    high: total("high", 1.25, 1),
  };
  const { currency } = question;
  const each = (amount: string) => money(divideAmount(amount, count) ?? "0", currency);
  const asked = items.filter((calls) => calls.length > 0);
  const measure = (amountOf: (cell: MeasuredCell) => number): Weighted[] =>
    asked.map((item) => ({ value: amountOf(roughCell(item)), weight: 1 }));
  return {
    items: count,
    perItem: { low: each(range.low), expected: each(range.expected), high: each(range.high) },
    total: {
      low: money(range.low, currency),
      expected: money(range.expected, currency),
      high: money(range.high, currency),
    },
    ...slowest(
      measure,
      languagesOf(asked.map(roughCell)),
      { ...question, languages: 1, rowCount: count },
      meanInterval,
    ),
    basis: "rough",
    tooFewRows: false,
    sampleItems: items.length,
    shares: { failed: 0, skipped: 1 - asked.length / items.length, repaired: 0 },
  };
}

const ENDS = ["low", "expected", "high"] as const;

const ROUGH_TOKENS_PER_SECOND = 60;

function roughCell(calls: readonly RoughCall[]): MeasuredCell {
  const inputTokens = calls.reduce((sum, call) => sum + call.inputTokens, 0);
  const outputTokens = calls.reduce((sum, call) => sum + call.maxOutputTokens / 2, 0);
  const latencyMs = 500 * calls.length + (outputTokens / ROUGH_TOKENS_PER_SECOND) * 1_000;
  const [first] = calls;
  return {
    rowNumber: 0,
    ...(first?.language !== undefined && { language: first.language }),
    status: "succeeded",
    cost: "0",
    inputTokens,
    outputTokens,
    latencyMs,
    calls: calls.length,
    repaired: false,
  };
}

interface EndedRow {
  rowNumber: number;
  cells: MeasuredCell[];
}

function endedRows(cells: readonly MeasuredCell[], languages: number): EndedRow[] {
  const rows = new Map<number, EndedRow>();
  for (const cell of cells) {
    const row = rows.get(cell.rowNumber) ?? { rowNumber: cell.rowNumber, cells: [] };
    row.cells.push(cell);
    rows.set(cell.rowNumber, row);
  }
  return [...rows.values()].filter((row) => row.cells.length === languages);
}

function ranges(expected: string, interval: MeanInterval, items: number, currency: string) {
  const range = (amount: string): MoneyRange => ({
    low: money(scale(amount, interval.low), currency),
    expected: money(amount, currency),
    high: money(scale(amount, interval.high), currency),
  });
  return { total: range(expected), perItem: range(divideAmount(expected, items) ?? "0") };
}

type Duration = Pick<CostPreview, "durationSeconds" | "pace">;
type Measure = (amountOf: (cell: MeasuredCell) => number) => Weighted[];

function languagesOf(cells: readonly MeasuredCell[]): string[] {
  return [...new Set(cells.flatMap(({ language = [] }) => language))];
}

// Models are asked side by side, each by languages of its own: the run lasts as long as the slowest of them.
function slowest(
  measure: Measure,
  languages: readonly string[],
  question: PreviewQuestion,
  intervalOf: IntervalOf,
): Duration {
  const { limitsIn } = question;
  const groups = limitsIn ? [...Map.groupBy(languages, limitsIn)] : [];
  if (groups.length < 2)
    return duration(measure, { ...question, limits: groups[0]?.[0] ?? question.limits }, intervalOf);
  const durations = groups.map(([limits, own]) => {
    const isOwn = ({ language }: MeasuredCell) => language !== undefined && own.includes(language);
    const measureOwn: Measure = (amountOf) => measure((cell) => (isOwn(cell) ? amountOf(cell) : 0));
    return duration(measureOwn, { ...question, limits }, intervalOf);
  });
  const last = durations.reduce((most, one) =>
    one.durationSeconds.high > most.durationSeconds.high ? one : most,
  );
  const low = Math.max(...durations.map(({ durationSeconds }) => durationSeconds.low));
  return { ...last, durationSeconds: { low, high: last.durationSeconds.high } };
}

// The run lasts as long as its tightest limit: requests a minute, tokens a minute, or calls at once.
function duration(measure: Measure, { rowCount, limits }: PreviewQuestion, intervalOf: IntervalOf): Duration {
  const calls = measure((cell) => cell.calls);
  const tokens = measure((cell) => cell.inputTokens + cell.outputTokens);
  const latency = measure((cell) => cell.latencyMs);
  const slowestMs = Math.max(0, ...latency.map(({ value }) => value));
  const total = (sample: readonly Weighted[], bound: "low" | "high") =>
    totalOf(sample, rowCount, intervalOf(sample, rowCount)[bound]);
  const paces = (bound: "low" | "high") =>
    paceOf(limits, {
      rpm: (limit) => (total(calls, bound) / (limit * LIMIT_USE)) * 60,
      tpm: (limit) => (total(tokens, bound) / (limit * LIMIT_USE)) * 60,
      concurrency: (limit) => total(latency, bound) / 1_000 / limit,
    });
  const { seconds, pace } = paces("high");
  return {
    durationSeconds: {
      low: Math.ceil(paces("low").seconds),
      high: Math.ceil(seconds + slowestMs / 1_000 + START_SECONDS),
    },
    pace,
  };
}

function totalOf(sample: readonly Weighted[], rowCount: number, factor: number): number {
  const weight = sample.reduce((sum, one) => sum + one.weight, 0);
  if (weight === 0) return 0;
  const mean = sample.reduce((sum, one) => sum + one.value * one.weight, 0) / weight;
  return mean * rowCount * factor;
}

// A factor with more digits than this says nothing, and a float's own digits would only look exact.
function scale(amount: string, factor: number): string {
  return divideAmount(multiplyAmount(amount, factor.toFixed(FACTOR_DECIMALS)), 1) ?? "0";
}
