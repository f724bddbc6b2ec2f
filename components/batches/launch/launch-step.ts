import { isHowComplete, isWhatComplete, type LaunchPlan } from "./launch-plan.ts";

export const LAUNCH_STEPS = ["what", "how", "check"] as const;
export type LaunchStep = (typeof LAUNCH_STEPS)[number];

/** Where the wizard opens: a plan that lacks nothing only waits for its last look, unless a schedule is changed. */
export function firstStep(plan: LaunchPlan, isChange: boolean, asksModel: boolean): LaunchStep {
  return isWhatComplete(plan) && isHowComplete(plan, asksModel) && !isChange ? "check" : "what";
}

/** The step asked for, or the first before it that lacks something. */
export function reachableStep(plan: LaunchPlan, asked: LaunchStep, asksModel: boolean): LaunchStep {
  if (asked === "what" || !isWhatComplete(plan)) return "what";
  return asked === "how" || !isHowComplete(plan, asksModel) ? "how" : "check";
}

/** The step before; `null` at the first. */
export function stepBefore(step: LaunchStep): LaunchStep | null {
  return LAUNCH_STEPS[LAUNCH_STEPS.indexOf(step) - 1] ?? null;
}

/** The step after; `null` at the last. */
export function stepAfter(step: LaunchStep): LaunchStep | null {
  return LAUNCH_STEPS[LAUNCH_STEPS.indexOf(step) + 1] ?? null;
}
