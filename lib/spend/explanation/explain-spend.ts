import { db } from "#db/client.ts";
import { sumPaidCalls } from "#db/queries/spend/sum-paid-calls.ts";
import { type KeyName, nameSpendKeys, sumSpend, sumSpendByCurrency } from "#db/queries/spend/sum-spend.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { type Money, money, sumAmounts } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Day } from "../calendar-day.ts";
import { daysBefore } from "../days-before.ts";
import { type AnsweredRange, answerRange, type SpendQuestion } from "../report-spend.ts";
import {
  type CostDifference,
  countPaid,
  explainDifference,
  type PaidCounts,
  type PaidPeriod,
} from "./explain-difference.ts";

/** Which days, and with which they are compared: by default with those before them, as the spend report does. */
export interface ExplanationQuestion extends SpendQuestion {
  againstFrom?: Day | undefined;
  againstTo?: Day | undefined;
}

/** What was billed in a period, in figures. */
export interface ComparedPeriod extends PaidCounts {
  from: Day;
  to: Day;
  cost: Money;
  /** What may have been billed besides; it is in no part. */
  unknown: Money;
  /** Whether the cost was billed by the built-in sandbox. */
  simulated: "none" | "some" | "all";
}

export interface SpendExplanation extends AnsweredRange, Omit<CostDifference, "before" | "now"> {
  before: ComparedPeriod;
  now: ComparedPeriod;
  /** Every currency there was spend in, in either period. */
  currencies: string[];
  /** Of the models, by their ids; those that are no longer there are left out. */
  names: Map<string, KeyName>;
}

/**
 * Why days cost more or less than others: their difference, split by cause so that it adds up to the ledger. Needs
 * `spend:read`. Refuses with `invalid_range` where either period is none.
 */
export async function explainSpend(
  actor: Actor,
  question: ExplanationQuestion,
): Promise<Result<SpendExplanation, "forbidden" | "invalid_range">> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  const asked = await answerRange(question);
  if (!asked) return refuse("invalid_range");
  const usual = daysBefore(asked);
  const against = await answerRange({
    timeZone: question.timeZone,
    currency: question.currency,
    from: question.againstFrom ?? (question.againstTo === undefined ? usual.from : undefined),
    to: question.againstTo ?? (question.againstFrom === undefined ? usual.to : question.againstFrom),
  });
  if (!against) return refuse("invalid_range");
  const known = [...(await sumSpendByCurrency(db(), asked)), ...(await sumSpendByCurrency(db(), against))];
  const currency = question.currency ?? known[0]?.currency ?? asked.currency;
  const [before, now] = await Promise.all([readPeriod(against, currency), readPeriod(asked, currency)]);
  const { before: _, now: __, ...difference } = explainDifference(before.paid, now.paid);
  const names = await nameSpendKeys(
    db(),
    "model",
    difference.models.map(({ modelId }) => modelId),
  );
  return accept({
    ...{ ...asked, currency },
    ...{ before: before.figures, now: now.figures, ...difference, names },
    currencies: [...new Set([currency, ...known.map((one) => one.currency)])],
  });
}

async function readPeriod(
  range: AnsweredRange,
  currency: string,
): Promise<{ paid: PaidPeriod; figures: ComparedPeriod }> {
  const { items, sums } = await sumPaidCalls(db(), range, currency);
  const byModel = await sumSpend(db(), range, currency, ["model"]);
  const groups = sums.map(({ modelId, role, calls, cost, ...of }) => ({
    ...{ modelId, role, calls, cost },
    used: { input: of.inputTokens, output: of.outputTokens, pictures: of.pictures },
    paid: { input: of.inputCost, output: of.outputCost, pictures: of.pictureCost },
  }));
  const paid = { items, groups };
  const kinds = new Set(byModel.map(({ simulated }) => simulated));
  const [only] = kinds;
  return {
    paid,
    figures: {
      ...{ from: range.from, to: range.to },
      ...countPaid(paid),
      cost: money(sumAmounts(sums.map((sum) => sum.cost)), currency),
      unknown: money(sumAmounts(byModel.map((sum) => sum.unknown)), currency),
      simulated: kinds.size > 1 ? "some" : (only ?? "none"),
    },
  };
}
