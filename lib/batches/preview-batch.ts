import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { reservationOf } from "#lib/models/price.ts";
import { type Money, money, sumAmounts } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { previewRun } from "#lib/trials/expected-cost.ts";
import { maxOutputTokensOf } from "#lib/trials/max-output-tokens.ts";
import type { CostPreview } from "#lib/trials/preview-cost.ts";
import { checkLaunch, type LaunchRefusal, type LaunchScope } from "./check-launch.ts";

/** What a launch would make and cost. */
export interface BatchPreview {
  rowCount: number;
  itemCount: number;
  languages: string[];
  currency: string;
  simulated: boolean;
  /** The longest answer asked for where the launch does not say. */
  maxOutputTokens: number;
  /** About the most that one call holds back of the cap until it is settled; `null` where the cost is. */
  callBound: Money | null;
  /** `null` when no row gave anything to reckon from. */
  cost: CostPreview | null;
}

/** Checks a launch without launching it, and says what it would cost. */
export async function previewBatch(
  actor: Actor,
  scope: LaunchScope,
): Promise<Result<BatchPreview, "forbidden" | LaunchRefusal>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const checked = await checkLaunch(scope);
  if (!checked.ok) return checked;
  const { rowCount, itemCount, languages, model, version } = checked.value;
  const maxOutputTokens = maxOutputTokensOf(version.outputs);
  const cost = await previewRun(db(), { ...scope, languages, rowCount });
  const longestAnswer = reservationOf(0, maxOutputTokens, model.price);
  return accept({
    rowCount,
    itemCount,
    languages,
    currency: model.price.currency,
    simulated: model.simulated,
    maxOutputTokens,
    callBound: cost && money(sumAmounts([longestAnswer, cost.perItem.high.amount]), model.price.currency),
    cost,
  });
}
