import type { BatchPreview } from "#components/batches/answers.ts";
import { suggestCap } from "#lib/batches/launch/suggest-cap.ts";
import { compareAmounts, divideAmount, isAmount, multiplyAmount } from "#lib/money.ts";
import type { LaunchPlan } from "./launch-plan.ts";

/** The cap that stands in the plan, or the one the preview suggests. */
export function capOf(plan: Pick<LaunchPlan, "cap">, preview: BatchPreview | undefined): string {
  return (
    plan.cap ??
    suggestCap({
      high: preview?.cost?.total.high.amount ?? "0",
      callBound: preview?.callBound?.amount ?? "0",
      items: preview?.itemCount ?? 0,
      together: preview?.mode.runsAs === "provider-batch",
    })
  );
}

/** Whether a launch is expected to reach its cap before its end; never where either is unknown. */
export function isCapTight(cap: string, { cost }: Pick<BatchPreview, "cost">): boolean {
  return cost !== null && isAmount(cap) && compareAmounts(cap, cost.total.expected.amount) < 0;
}

/**
 * The part of a launch that a cap lets go to the provider together: each request holds back the most it may cost.
 * @returns a share in whole percent; `null` where calls are made one by one, or nothing is known of them
 */
export function shareAtOnce(
  cap: string,
  { callBound, itemCount, mode }: Pick<BatchPreview, "callBound" | "itemCount" | "mode">,
): number | null {
  if (mode.runsAs !== "provider-batch" || !isAmount(cap)) return null;
  const all = callBound && multiplyAmount(callBound.amount, itemCount);
  const share = all && divideAmount(cap.trim(), all);
  return share ? Math.floor(Number(share) * 100) / 100 : null;
}
