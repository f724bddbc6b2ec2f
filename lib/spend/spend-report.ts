import type { DecidedSum, KeyName, SpendDimension, SpendSum } from "#db/queries/spend/sum-spend.ts";
import { compareAmounts, divideAmount, type Money, money, sumAmounts } from "#lib/money.ts";

import { NO_KEY } from "./no-key.ts";

export const STACKED_DIMENSIONS = ["model", "template", "person", "team", "batch", "language"] as const;
export const SPEND_DIMENSIONS = ["day", ...STACKED_DIMENSIONS] as const;

/** Keys that are their own names. */
const PLAIN_KEYS: readonly SpendDimension[] = ["day", "team", "language"];

export type { SpendDimension };

/** What has no batch; grouped by batch each kind is one group of its key. */
const KIND_BY_KEY = {
  trials: "trial",
  conversations: "conversation",
  evaluations: "evaluation",
  improvements: "improvement",
} as const;

type KindWithoutBatch = (typeof KIND_BY_KEY)[keyof typeof KIND_BY_KEY];

/** The kind of runs that a key stands for in place of a batch; `null` for a batch's own. */
export function kindOfKey(key: string | undefined): KindWithoutBatch | null {
  return key !== undefined && Object.hasOwn(KIND_BY_KEY, key)
    ? KIND_BY_KEY[key as keyof typeof KIND_BY_KEY]
    : null;
}

/** What is the same for one group and for the whole. All money is in the report's currency. */
export interface SpendFigures {
  /** Settled: what providers billed. */
  cost: Money;
  /** What providers may have billed besides: calls whose end was not seen. */
  unknown: Money;
  attempts: number;
  inputTokens: number;
  outputTokens: number;
  approvedItems: number;
  /**
   * What batches settled in these days (trials and conversations left out), divided by the items of batches that were approved in
   * these days and still are. Rejected and failed outputs thus count with what they cost. `null` without
   * approved items.
   */
  costPerApprovedItem: Money | null;
  rejectedItems: number;
  rejectedCost: Money;
  /** Whether the cost was billed by the built-in sandbox. */
  simulated: "none" | "some" | "all";
}

export interface SpendGroup extends SpendFigures {
  key: string;
  label: string;
  /** What tells it from others of its name: the provider of a model. */
  detail: string | null;
}

export interface SpendReport {
  groups: SpendGroup[];
  whole: SpendFigures;
}

/**
 * Brings what was spent and what was decided together, one group a key: the largest cost first, days in order.
 * The whole is the exact sum of its groups.
 */
export function buildReport(
  dimension: SpendDimension,
  currency: string,
  spent: readonly SpendSum[],
  decided: readonly DecidedSum[],
  labels: ReadonlyMap<string, KeyName>,
): SpendReport {
  const spentByKey = new Map(spent.map((sum) => [sum.keys[0] ?? "", sum]));
  const decidedByKey = new Map(decided.map((sum) => [sum.key, sum]));
  const keys = [...new Set([...spentByKey.keys(), ...decidedByKey.keys()])];
  const groups = keys.map((key) => ({
    key,
    label: labels.get(key)?.name ?? (PLAIN_KEYS.includes(dimension) && key !== NO_KEY ? key : ""),
    detail: labels.get(key)?.detail ?? null,
    ...figures(currency, present(spentByKey.get(key)), present(decidedByKey.get(key))),
  }));
  const byKey = (a: SpendGroup, b: SpendGroup) => (a.key < b.key ? -1 : 1);
  groups.sort(
    dimension === "day" ? byKey : (a, b) => compareAmounts(b.cost.amount, a.cost.amount) || byKey(a, b),
  );
  return { groups, whole: figures(currency, spent, decided) };
}

function figures(currency: string, spent: readonly SpendSum[], decided: readonly DecidedSum[]): SpendFigures {
  const total = (amountOf: (sum: SpendSum) => string) => sumAmounts(spent.map(amountOf));
  const count = <Sum>(sums: readonly Sum[], countOf: (sum: Sum) => number) =>
    sums.reduce((all, sum) => all + countOf(sum), 0);
  const approvedItems = count(decided, (sum) => sum.approved);
  const costPerApprovedItem = divideAmount(
    total((sum) => sum.settledByBatches),
    approvedItems,
  );
  return {
    cost: money(
      total((sum) => sum.settled),
      currency,
    ),
    unknown: money(
      total((sum) => sum.unknown),
      currency,
    ),
    attempts: count(spent, (sum) => sum.attempts),
    inputTokens: count(spent, (sum) => sum.inputTokens),
    outputTokens: count(spent, (sum) => sum.outputTokens),
    approvedItems,
    costPerApprovedItem: costPerApprovedItem === null ? null : money(costPerApprovedItem, currency),
    rejectedItems: count(decided, (sum) => sum.rejected),
    rejectedCost: money(sumAmounts(decided.map((sum) => sum.rejectedCost)), currency),
    simulated: mixed(spent.map((sum) => sum.simulated)),
  };
}

function present<Value>(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}

function mixed(parts: readonly SpendSum["simulated"][]): SpendSum["simulated"] {
  if (parts.every((part) => part === "none")) return "none";
  return parts.every((part) => part === "all") ? "all" : "some";
}
