import type { Db } from "#db/client.ts";
import { previewJudgingCost } from "#lib/estimates/preview-rough-cost.ts";
import { type Money, money, multiplyAmount, sumAmounts } from "#lib/money.ts";
import { askedOfModels } from "#lib/templates/model-checks.ts";
import type { TrialPlan } from "./plan-trial.ts";

/** What a trial spends on asking models about its outputs. */
export interface TrialJudging {
  /** At most: claims are put to a model only where some are flagged. */
  calls: number;
  expected: Money;
  /** Nothing more is spent on it, unless the launch says otherwise: then outputs are not judged, and say so. */
  cap: Money;
}

/** The cap leaves as much room again as the dearest that is reckoned with. */
const ROOM = 2;

/** Roughly what a trial will spend on judging, and its cap; `null` where no model is asked about its outputs. */
export async function judgingOf(
  tx: Db,
  { dataset, take, variants, languages, rows, cells }: TrialPlan,
): Promise<TrialJudging | null> {
  const rowCount = take.kind === "cases" ? take.cases.length / languages.length : rows;
  const question = { dataset, languages, rowCount, askedIn: "trial" } as const;
  const totals: { expected: Money; high: Money }[] = [];
  let calls = 0;
  for (const variant of variants) {
    const { version, judges } = variant;
    const asked = askedOfModels({ ...version, evaluators: [...version.evaluators, ...judges] }, "trial");
    calls += asked.length * Math.round(cells / variants.length);
    const preview = await previewJudgingCost(tx, variant, question);
    if (preview) totals.push(preview.total);
  }
  const [first] = totals;
  if (!first) return null;
  const { currency } = first.expected;
  const sum = (amounts: Money[]) => sumAmounts(amounts.map(({ amount }) => amount));
  return {
    calls,
    expected: money(sum(totals.map(({ expected }) => expected)), currency),
    cap: money(multiplyAmount(sum(totals.map(({ high }) => high)), ROOM), currency),
  };
}
