import type { Failure } from "#lib/failure.ts";

/** Why no money is left for a call: the run's own cap (`null`), or the budget above it that lacks it. */
export function overBudget(lacking: string | null): Failure {
  return { code: "over_budget", params: { by: lacking === null ? "cap" : "budget", budget: lacking ?? "" } };
}
