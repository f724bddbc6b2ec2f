import { db } from "#db/client.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { CostPreview, MoneyRange } from "#lib/estimates/preview-cost.ts";
import { batchLimitsOf } from "#lib/models/endpoints/provider-batch/batch-limits.ts";
import { discountedPrice } from "#lib/models/endpoints/provider-batch/discounted-price.ts";
import { reservationOf } from "#lib/models/price.ts";
import { type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { budgetsShortOf, type ShortBudget } from "#lib/spend/budgets/view-budgets.ts";
import { previewRun, usualMaxOutput } from "#lib/trials/preview-run.ts";
import { callBound } from "./call-bound.ts";
import { checkLaunch, type LaunchRefusal, type LaunchScope } from "./check-launch.ts";
import { costInMode } from "./cost-in-mode.ts";
import { type AskedMode, type LaunchMode, type ModeRefusal, modeForLaunch } from "./mode-for-launch.ts";

const HOUR_MS = 3_600_000;

/** How a launch would run, and what that comes to beside the other way. */
export interface ModePreview extends Pick<LaunchMode, "runsAs" | "reason"> {
  /** How long the provider may take over a batch; `null` when it takes none. */
  windowHours: number | null;
  /** The whole cost in either mode; `null` where there is no such mode, or no cost to tell. */
  totals: { realtime: MoneyRange | null; providerBatch: MoneyRange | null };
}

/** What a launch would make and cost, as it would run. */
export interface BatchPreview {
  mode: ModePreview;
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
  /** Budgets that the expected cost does not fit into this month, the tightest first. */
  shortBudgets: ShortBudget[];
}

/** Checks a launch without launching it, and says what it would cost. */
export async function previewBatch(
  actor: Actor,
  scope: LaunchScope & AskedMode,
): Promise<Result<BatchPreview, "forbidden" | LaunchRefusal | ModeRefusal>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const checked = await checkLaunch(scope);
  if (!checked.ok) return checked;
  const { rowCount, itemCount, languages, model, version } = checked.value;
  const mode = await modeForLaunch(scope, { ...scope, model });
  if (!mode.ok) return mode;
  const run = { ...scope, languages, rowCount };
  const maxOutputTokens = await usualMaxOutput(db(), run, version);
  const inRealTime = await previewRun(db(), run);
  const windowMs = batchLimitsOf(model)?.windowMs ?? null;
  const cost = inRealTime && previewInMode(inRealTime, mode.value, windowMs);
  const price = (mode.value.runsAs === "provider-batch" && discountedPrice(model.price)) || model.price;
  const longestAnswer = reservationOf(0, maxOutputTokens, price);
  return accept({
    rowCount,
    itemCount,
    languages,
    currency: model.price.currency,
    simulated: model.simulated,
    maxOutputTokens,
    callBound: cost && money(callBound(cost, mode.value, longestAnswer), model.price.currency),
    cost,
    mode: {
      runsAs: mode.value.runsAs,
      reason: mode.value.reason,
      windowHours: windowMs && windowMs / HOUR_MS,
      totals: totalsOf(inRealTime, mode.value),
    },
    shortBudgets: await budgetsShortOf(
      {
        currency: model.price.currency,
        templateId: version.templateId,
        modelIds: [model.id, ...(scope.fallbackModelId ? [scope.fallbackModelId] : [])],
        memberId: actor.memberId,
      },
      cost?.total.expected.amount ?? "0",
    ),
  });
}

function previewInMode(preview: CostPreview, mode: LaunchMode, windowMs: number | null): CostPreview {
  if (mode.runsAs === "realtime" || windowMs === null) return preview;
  const { low } = preview.durationSeconds;
  return {
    ...preview,
    total: costInMode(preview.total, mode),
    perItem: costInMode(preview.perItem, mode),
    // The provider's own promise is all there is to say of how long it takes.
    durationSeconds: { low, high: Math.max(low, windowMs / 1_000) },
  };
}

function totalsOf(inRealTime: CostPreview | null, { costShare }: LaunchMode): ModePreview["totals"] {
  const realtime = inRealTime?.total ?? null;
  const isKnown = realtime !== null && costShare !== null;
  return {
    realtime,
    providerBatch: isKnown ? costInMode(realtime, { runsAs: "provider-batch", costShare }) : null,
  };
}
