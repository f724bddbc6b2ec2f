import type { Failure } from "./failure.ts";

/** Why a batch is paused that found no money: its own cap, or the budget above it that lacked it. */
export function overBudget(lacking: string | null): Failure {
  return { code: "over_budget", ...(lacking !== null && { params: { budget: lacking } }) };
}

/** The reason as people read it: one code, two texts. */
export function readableOverBudget(reason: Failure): Failure {
  if (reason.code !== "over_budget") return reason;
  return {
    ...reason,
    params: { by: reason.params?.budget ? "budget" : "cap", budget: "", ...reason.params },
  };
}
