import { db } from "#db/client.ts";
import { nameModels } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { changeParts } from "#lib/estimates/cost-parts.ts";
import type { MoneyRange } from "#lib/estimates/money-range.ts";
import type { CostPreview } from "#lib/estimates/preview-cost.ts";
import { previewPart } from "#lib/estimates/price-part.ts";
import type { MemoryHits } from "#lib/memory/count-hits.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { longestAnswer } from "#lib/models/endpoints/longest-answer.ts";
import { discountedPrice } from "#lib/models/endpoints/provider-batch/discounted-price.ts";
import { reservationOf } from "#lib/models/price.ts";
import { compareAmounts, type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { budgetsShortOf, type ShortBudget } from "#lib/spend/budgets/view-budgets.ts";
import { askedByRun, paysModel } from "#lib/templates/step-models.ts";
import { previewRun, usualMaxOutput } from "#lib/trials/preview-run.ts";
import { type DueCounts, itemsDue } from "../due/due-kind.ts";
import { findDueItems } from "../due/find-due-items.ts";
import { type NamedLanguageModels, namedLanguageModels } from "../view/named-language-models.ts";
import type { ApprovalRules } from "./approval-need.ts";
import { approvalRules, approversFor } from "./approval-rules.ts";
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
  languageModels: NamedLanguageModels[];
  currency: string;
  /** Whether a model is paid: to make the outputs, or to look at them. */
  paysModel: boolean;
  simulated: boolean;
  /** The longest answer asked for where the launch does not say. */
  maxOutputTokens: number;
  /** About the most that one call holds back of the cap until it is settled; `null` where the cost is. */
  callBound: Money | null;
  /** `null` when no row gave anything to reckon from. */
  cost: CostPreview | null;
  /** How many of the items are due, of what kinds, where only those are made; `null` where all are. */
  due: DueCounts | null;
  /** How many items need no call, for they are approved translations used again; `null` where none is. */
  remembered: MemoryHits | null;
  /** Budgets that the expected cost does not fit into this month, the tightest first. */
  shortBudgets: ShortBudget[];
  /** What decides whether the launch would wait for somebody else's word, and whose that could be. */
  approval: ApprovalRules & { approvers: string[] };
}

/** Checks a launch without launching it, and says what it would cost. */
export async function previewBatch(
  actor: Actor,
  scope: LaunchScope & AskedMode,
): Promise<Result<BatchPreview, "forbidden" | LaunchRefusal | ModeRefusal>> {
  if (!can(actor, "batches:launch")) return refuse("forbidden");
  const checked = await checkLaunch(scope);
  if (!checked.ok) return checked;
  const { rowCount, itemCount: allItems, languages, model, stepModels, version } = checked.value;
  const { only } = scope;
  const mode = await modeForLaunch(scope, { ...scope, ...checked.value });
  if (!mode.ok) return mode;
  const run = {
    ...scope,
    templateVersionId: version.id,
    modelId: model.id,
    languages,
    rowCount,
    isPart: only !== undefined,
  };
  const due = only ? await db().transaction((tx) => findDueItems(tx, { ...checked.value, ...run })) : null;
  const itemCount = due && only ? itemsDue(due, only) : allItems;
  const usual = await usualMaxOutput(db(), run, version);
  const maxOutputTokens = longestAnswer(model, { maxOutputTokens: usual }, 0).tokens;
  const ofAll = await previewRun(db(), run);
  const inRealTime = ofAll && { ...previewPart(ofAll, itemCount / allItems), items: itemCount };
  const { windowMs } = mode.value;
  const asked = askedByRun(version, model.id, languages);
  const cost = inRealTime && previewInMode(inRealTime, mode.value, windowMs);
  const longestAnswerCost = [model, ...stepModels.values()]
    .map((asked) => longestAnswerCostOf(asked, maxOutputTokens, mode.value))
    .reduce((most, cost) => (compareAmounts(cost, most) > 0 ? cost : most));
  const spender = {
    currency: model.price.currency,
    templateId: version.templateId,
    modelIds: [
      ...new Set([model.id, ...(scope.fallbackModelId ? [scope.fallbackModelId] : []), ...stepModels.keys()]),
    ],
    memberId: actor.memberId,
  };
  return accept({
    rowCount,
    itemCount,
    languages,
    languageModels: namedLanguageModels(asked, await nameModels(db(), asked.languageModelIds)),
    currency: model.price.currency,
    paysModel: paysModel(version, "batch"),
    simulated: model.simulated,
    maxOutputTokens,
    callBound: cost && money(callBound(cost, mode.value, longestAnswerCost), model.price.currency),
    cost,
    due,
    remembered: inRealTime?.remembered ?? null,
    mode: {
      runsAs: mode.value.runsAs,
      reason: mode.value.reason,
      windowHours: windowMs && windowMs / HOUR_MS,
      totals: totalsOf(inRealTime, mode.value),
    },
    shortBudgets: await budgetsShortOf(spender, cost?.total.expected.amount ?? "0"),
    approval: {
      ...(await approvalRules(db(), spender)),
      approvers: await approversFor(db(), actor.memberId),
    },
  });
}

function longestAnswerCostOf(model: CallableModel, maxOutputTokens: number, { runsAs }: LaunchMode): string {
  const price = (runsAs === "provider-batch" && discountedPrice(model.price)) || model.price;
  return reservationOf(0, Math.max(maxOutputTokens, capabilitiesOf(model).billedOutputTokens ?? 0), price);
}

function previewInMode(preview: CostPreview, mode: LaunchMode, windowMs: number | null): CostPreview {
  if (mode.runsAs === "realtime" || windowMs === null) return preview;
  const { low } = preview.durationSeconds;
  return {
    ...preview,
    total: costInMode(preview.total, mode),
    perItem: costInMode(preview.perItem, mode),
    parts: changeParts(preview.parts, (total) => costInMode(total, mode)),
    // The provider's own promise is all there is to say of how long it takes.
    durationSeconds: { low, high: Math.max(low, windowMs / 1_000) },
    pace: { by: "window", limit: windowMs / HOUR_MS, isAssumed: false },
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
