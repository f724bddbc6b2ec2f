import { db } from "#db/client.ts";
import {
  type DayRange,
  type KeyName,
  nameSpendKeys,
  sumDecided,
  sumSpend,
  sumSpendByCurrency,
} from "#db/queries/spend/sum-spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { addDays, type Day, daysBetween, monthStart, sameDayLastMonth } from "./calendar-day.ts";
import { type DailyStack, OTHERS_KEY, stackDays } from "./daily-stack.ts";
import { dayIn } from "./day-in.ts";
import { daysBefore } from "./days-before.ts";
import { buildReport, type SpendDimension, type SpendFigures, type SpendReport } from "./spend-report.ts";

/** Which days, seen from where, in which currency. */
export interface SpendQuestion {
  /** YYYY-MM-DD, both included; this month up to today when absent. */
  from?: Day | undefined;
  to?: Day | undefined;
  /** IANA name; days begin at its midnight. */
  timeZone: string;
  /** One answer is one currency: when absent the one of the most calls in these days, else USD. */
  currency?: string | undefined;
}

export interface AnsweredRange extends DayRange {
  currency: string;
  /** What was spent in the same days in other currencies. */
  otherCurrencies: Money[];
  /** When this was read; what is written later is not in it. */
  asOf: Date;
}

const FALLBACK_CURRENCY = "USD";
const MAX_DAYS = 3_660;
const MAX_SERIES = 6;

/** What was spent in the days before those of a report, under the same keys. */
export interface SpendBefore {
  from: Day;
  to: Day;
  total: Money;
  groups: { key: string; label: string; detail: string | null; cost: Money }[];
}

/**
 * Spend in a range of days, grouped by one dimension, and the cost of each group in the period before. Needs
 * `spend:read`.
 */
export async function reportSpend(
  actor: Actor,
  question: SpendQuestion & { groupBy: SpendDimension },
): Promise<Result<AnsweredRange & SpendReport & { before: SpendBefore }, "forbidden" | "invalid_range">> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  const range = await answerRange(question);
  if (!range) return refuse("invalid_range");
  const spent = await sumSpend(db(), range, range.currency, [question.groupBy]);
  const decided = await sumDecided(db(), range, range.currency, question.groupBy);
  const earlier = daysBefore(range);
  const spentBefore = await sumSpend(db(), { ...earlier, timeZone: range.timeZone }, range.currency, [
    question.groupBy,
  ]);
  const keys = [
    ...[...spent, ...spentBefore].map((sum) => sum.keys[0] ?? ""),
    ...decided.map((sum) => sum.key),
  ];
  const labels = await nameSpendKeys(db(), question.groupBy, keys);
  const before = buildReport(question.groupBy, range.currency, spentBefore, [], labels);
  return accept({
    ...range,
    ...buildReport(question.groupBy, range.currency, spent, decided, labels),
    before: {
      ...earlier,
      total: before.whole.cost,
      groups: before.groups.map(({ key, label, detail, cost }) => ({ key, label, detail, cost })),
    },
  });
}

/** Spend of each day, stacked by another dimension, for a chart. Needs `spend:read`. */
export async function reportDailySpend(
  actor: Actor,
  question: SpendQuestion & { stackBy: Exclude<SpendDimension, "day"> },
): Promise<
  Result<AnsweredRange & DailyStack & { labels: Record<string, KeyName> }, "forbidden" | "invalid_range">
> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  const range = await answerRange(question);
  if (!range) return refuse("invalid_range");
  const sums = await sumSpend(db(), range, range.currency, ["day", question.stackBy]);
  const stack = stackDays(sums, daysBetween(range.from, range.to), MAX_SERIES);
  const keys = stack.series.map(({ key }) => key).filter((key) => key !== OTHERS_KEY);
  const labels = await nameSpendKeys(db(), question.stackBy, keys);
  return accept({ ...range, ...stack, labels: Object.fromEntries(labels) });
}

export interface SpendSummary {
  asOf: Date;
  currency: string;
  /** Every currency there was spend in, this month or last. */
  currencies: string[];
  today: Day;
  monthToDate: SpendFigures;
  /** Last month, up to the same day of it. */
  lastMonthToDate: SpendFigures;
  lastMonth: SpendFigures;
}

/** The figures of this month beside last month's. Needs `spend:read`. */
export async function summariseSpend(
  actor: Actor,
  { timeZone, currency }: Pick<SpendQuestion, "timeZone" | "currency">,
): Promise<Result<SpendSummary, "forbidden">> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  const asOf = new Date();
  const today = dayIn(timeZone, asOf);
  const lastMonthStart = monthStart(today, -1);
  const known = await sumSpendByCurrency(db(), { from: lastMonthStart, to: today, timeZone });
  const chosen = currency ?? known[0]?.currency ?? FALLBACK_CURRENCY;
  const figuresOf = (from: Day, to: Day) => figuresFor({ from, to, timeZone }, chosen);
  return accept({
    asOf,
    currency: chosen,
    currencies: known.map((one) => one.currency),
    today,
    monthToDate: await figuresOf(monthStart(today), today),
    lastMonthToDate: await figuresOf(lastMonthStart, sameDayLastMonth(today)),
    lastMonth: await figuresOf(lastMonthStart, addDays(monthStart(today), -1)),
  });
}

/** The days and the currency a question is about; `null` when it names none that make sense. */
export async function answerRange(question: SpendQuestion): Promise<AnsweredRange | null> {
  const { timeZone } = question;
  const asOf = new Date();
  const today = dayIn(timeZone, asOf);
  const to = question.to ?? today;
  const from = question.from ?? monthStart(to);
  if (from > to || daysBetween(from, to).length > MAX_DAYS) return null;
  const known = await sumSpendByCurrency(db(), { from, to, timeZone });
  const currency = question.currency ?? known[0]?.currency ?? FALLBACK_CURRENCY;
  const otherCurrencies = known
    .filter((one) => one.currency !== currency)
    .map((one) => money(one.settled, one.currency));
  return { from, to, timeZone, currency, otherCurrencies, asOf };
}

async function figuresFor(range: DayRange, currency: string): Promise<SpendFigures> {
  const spent = await sumSpend(db(), range, currency, ["model"]);
  const decided = await sumDecided(db(), range, currency, "model");
  return buildReport("model", currency, spent, decided, new Map()).whole;
}
