import type { CostPreview } from "#lib/estimates/preview-cost.ts";
import { divideAmount, multiplyAmount, sumAmounts } from "#lib/money.ts";
import type { LaunchMode } from "./mode-for-launch.ts";

/** What our count of a prompt and the provider's may differ by, as the reservation allows for it. */
const BOUND_ROOM = "1.1";
const SHARE_DECIMALS = 6;

/**
 * About the most that one call holds back of a cap, to the ledger's scale: in real time generous, so that the last
 * calls have room; in a provider's batch near, as all calls add up.
 * @param longestAnswer what the longest answer asked for would cost
 */
export function callBound(
  { perItem, basis }: Pick<CostPreview, "perItem" | "basis">,
  { runsAs, promptShare }: Pick<LaunchMode, "runsAs" | "promptShare">,
  longestAnswer: string,
): string {
  const high = perItem.high.amount;
  if (runsAs === "realtime") return sumAmounts([longestAnswer, high]);
  // Before any trial the high end is the longest answer.
  const isRough = basis === "rough" || promptShare === null;
  const most = isRough
    ? high
    : sumAmounts([longestAnswer, multiplyAmount(high, promptShare.toFixed(SHARE_DECIMALS))]);
  return divideAmount(multiplyAmount(most, BOUND_ROOM), 1) ?? "0";
}
