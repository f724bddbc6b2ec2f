import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
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
  return accept({
    rowCount,
    itemCount,
    languages,
    currency: model.price.currency,
    simulated: model.simulated,
    maxOutputTokens: maxOutputTokensOf(version.outputs),
    cost: await previewRun(db(), { ...scope, languages, rowCount }),
  });
}
