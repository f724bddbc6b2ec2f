import Big from "big.js";
import type { Failure } from "#lib/failure.ts";
import { discountedPrice } from "#lib/models/endpoints/provider-batch/discounted-price.ts";
import { type Meter, meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import type { BatchMode } from "../batch-mode.ts";

/** What a mode comes to, and why where nobody said so. */
export interface ChosenMode {
  runsAs: "realtime" | "provider-batch";
  reason: Failure | null;
}

export interface ModeQuestion {
  mode: BatchMode;
  /** How long the provider may take over a batch; `null` when it takes none. */
  windowMs: number | null;
  /** What the run costs in provider batches, as a part of what it costs in real time; `null` when nobody knows. */
  costShare: number | null;
  startsAt: Date;
  /** When everything should be made. */
  deadline: Date | null;
}

/** Below this, waiting for a day is not worth what it saves. */
const LEAST_SAVING = 0.05;
const HOUR_MS = 3_600_000;

/**
 * Chooses how a run reaches its model. `auto` waits for the provider only where there is time for it to take all
 * of its window, and where that is cheaper, with what real time saves by cached input counted in.
 */
export function chooseMode({ mode, windowMs, costShare, startsAt, deadline }: ModeQuestion): ChosenMode {
  if (mode !== "auto") return { runsAs: mode, reason: null };
  const inRealTime = (code: string, params?: Failure["params"]): ChosenMode => ({
    runsAs: "realtime",
    reason: { code, ...(params && { params }) },
  });
  if (windowMs === null) return inRealTime("mode_auto_not_supported");
  if (costShare === null) return inRealTime("mode_auto_no_discount");
  if (deadline === null) return inRealTime("mode_auto_no_deadline");
  const hours = windowMs / HOUR_MS;
  if (deadline.getTime() - startsAt.getTime() < windowMs) return inRealTime("mode_auto_too_soon", { hours });
  const saving = 1 - costShare;
  if (saving < LEAST_SAVING) return inRealTime("mode_auto_cache_cheaper");
  return {
    runsAs: "provider-batch",
    reason: { code: "mode_auto_cheaper", params: { percent: Math.round(saving * 100), hours } },
  };
}

/**
 * What calls of this usage cost in provider batches, as a part of their cost in real time: `0.5` at half price, more
 * where real time had much of its input cached, which a provider's batch is not promised. `null` without a discount.
 */
export function costShareOf(usage: Meter | null, price: Price): number | null {
  const discounted = discountedPrice(price);
  if (!discounted) return null;
  const measured = usage ?? meterOf({ inputTokens: 1_000, outputTokens: 1_000 });
  const inRealTime = new Big(costOf(measured, price));
  if (inRealTime.eq(0)) return 1;
  // A ratio to choose and to estimate by; what is paid is reckoned exactly elsewhere.
  return Number(new Big(costOf({ ...measured, cachedInputTokens: 0 }, discounted)).div(inRealTime));
}

/** The same of a run whose items are made at several prices, as often at each; `null` where one has no discount. */
export function costShareOfAll(usage: Meter | null, prices: readonly Price[]): number | null {
  const [first] = prices;
  if (first && new Set(prices.map(({ id }) => id)).size === 1) return costShareOf(usage, first);
  const measured = usage ?? meterOf({ inputTokens: 1_000, outputTokens: 1_000 });
  const costs = prices.map((price) => Number(costOf(measured, price)));
  const shares = prices.map((price) => costShareOf(usage, price));
  const whole = costs.reduce((sum, cost) => sum + cost, 0);
  if (shares.includes(null)) return null;
  return whole === 0 ? 1 : costs.reduce((sum, cost, index) => sum + cost * (shares[index] ?? 1), 0) / whole;
}
