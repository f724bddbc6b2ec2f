import { divideAmount, type Money, money, multiplyAmount } from "#lib/money.ts";
import type { LaunchMode } from "./mode-for-launch.ts";

const SHARE_DECIMALS = 6;

/** What a run costs as it will be made, from what it costs in real time. */
export function costInMode<Range extends { low: Money; expected: Money; high: Money }>(
  inRealTime: Range,
  { runsAs, costShare }: Pick<LaunchMode, "runsAs" | "costShare">,
): Range {
  if (runsAs === "realtime" || costShare === null) return inRealTime;
  // An estimate's factor: a float's own digits would only look exact.
  const part = ({ amount, currency }: Money) =>
    money(divideAmount(multiplyAmount(amount, costShare.toFixed(SHARE_DECIMALS)), 1) ?? "0", currency);
  const { low, expected, high } = inRealTime;
  return { ...inRealTime, low: part(low), expected: part(expected), high: part(high) };
}
