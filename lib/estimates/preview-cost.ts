import type { ModelLimits } from "#lib/models/callable-model.ts";
import { divideAmount, type Money, money, multiplyAmount, sumAmounts } from "#lib/money.ts";
import { type CostParts, costParts, type PartOf } from "./cost-parts.ts";
import { type MeanInterval, meanInterval, type Weighted } from "./mean-interval.ts";
import type { MoneyRange } from "./money-range.ts";
import { type Pace, paceOf } from "./pace.ts";

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
  parts: CostParts;
}

/** An ended cell: what it took, whatever came of it. A skipped cell took nothing. */
export interface MeasuredCell {
  rowNumber: number;
  language?: string;
  status: "succeeded" | "failed" | "skipped";
  /** Exact, all its calls together. */
  cost: string;
  /** The same of each step that it took, in their order; none where its recipe has but one. */
  stepCosts?: readonly string[];
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
  /** Names of the template's own steps, "" where it has but one; what comes behind them judges. */
  stepNames?: readonly string[];
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

  const items = question.rowCount * question.languages;
  const measure = (amountOf: (cell: MeasuredCell) => number): Weighted[] =>
    rows.map((row) => ({
      value: row.cells.reduce((sum, cell) => sum + amountOf(cell), 0),
      weight: weightOf(row.rowNumber),
    }));
  // A statistic of ratios, not of money: the amount itself stays exact.
  const tooFewRows = rows.length < Math.min(LEAST_ROWS, question.rowCount);
  const intervalOf: IntervalOf = tooFewRows ? () => ROUGH_INTERVAL : meanInterval;
  const totalBy = (costOf: (cell: MeasuredCell) => string): MoneyRange => {
    const weighted = rows.map((row) =>
      multiplyAmount(sumAmounts(row.cells.map(costOf)), weightOf(row.rowNumber)),
    );
    const expected = scale(sumAmounts(weighted), question.rowCount / totalWeight);
    const costs = intervalOf(
      measure((cell) => Number(costOf(cell))),
      question.rowCount,
    );
    return range(expected, costs, question.currency);
  };
  const total = totalBy(({ cost }) => cost);
  const ended = rows.flatMap((row) => row.cells);
  const languages = languagesOf(ended);
  const { stepNames = [""] } = question;
  const share = (isMeant: (cell: MeasuredCell) => boolean) => ended.filter(isMeant).length / ended.length;
  return {
    items,
    total,
    perItem: eachOf(total, items),
    ...slowest(measure, languages, question, intervalOf),
    basis: tooFewRows ? "rough" : "measured",
    tooFewRows,
    sampleItems: ended.length,
    shares: {
      failed: share((cell) => cell.status === "failed"),
      skipped: share((cell) => cell.status === "skipped"),
      repaired: share((cell) => cell.repaired),
    },
    parts: costParts({ languages, stepNames }, (part) =>
      totalBy((cell) => costOfPart(cell, part, stepNames.length)),
    ),
  };
}

function costOfPart(
  { language, cost, stepCosts = [cost] }: MeasuredCell,
  part: PartOf,
  stepCount: number,
): string {
  if ("language" in part) return language === part.language ? cost : "0";
  return sumAmounts(
    part.step < stepCount ? stepCosts.slice(part.step, part.step + 1) : stepCosts.slice(stepCount),
  );
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
  /** The place of its step in the template; none where it judges what the steps have made. */
  step?: number;
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
  const calls = items.flat();
  const totalOf = (isMeant: (call: RoughCall) => boolean): MoneyRange => {
    const end = (end: (typeof ENDS)[number], inputFactor: number, outputFactor: number) => {
      const amounts = calls
        .filter((call) => isMeant(call) && ENDS.indexOf(call.countsFrom ?? "low") <= ENDS.indexOf(end))
        .map(({ inputTokens, maxOutputTokens, costOf }) =>
          costOf(Math.round(inputTokens * inputFactor), Math.round(maxOutputTokens * outputFactor)),
        );
      return money(scale(sumAmounts(amounts), count / items.length), question.currency);
    };
    // Tokenisers differ between model families by about a fifth either way.
    return { low: end("low", 0.8, 0.05), expected: end("expected", 1, 0.5), high: end("high", 1.25, 1) };
  };
  const total = totalOf(() => true);
  const { stepNames = [""] } = question;
  const asked = items.filter((calls) => calls.length > 0);
  const measure = (amountOf: (cell: MeasuredCell) => number): Weighted[] =>
    asked.map((item) => ({ value: amountOf(roughCell(item)), weight: 1 }));
  return {
    items: count,
    total,
    perItem: eachOf(total, count),
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
    parts: costParts({ languages: languagesOf(calls), stepNames }, (part) =>
      totalOf(({ language, step = stepNames.length }) =>
        "step" in part ? step === part.step : language === part.language,
      ),
    ),
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

function range(expected: string, interval: MeanInterval, currency: string): MoneyRange {
  return {
    low: money(scale(expected, interval.low), currency),
    expected: money(expected, currency),
    high: money(scale(expected, interval.high), currency),
  };
}

function eachOf({ low, expected, high }: MoneyRange, items: number): MoneyRange {
  const each = ({ amount, currency }: Money) => money(divideAmount(amount, items) ?? "0", currency);
  return { low: each(low), expected: each(expected), high: each(high) };
}

type Duration = Pick<CostPreview, "durationSeconds" | "pace">;
type Measure = (amountOf: (cell: MeasuredCell) => number) => Weighted[];

function languagesOf(cells: readonly Pick<MeasuredCell, "language">[]): string[] {
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
