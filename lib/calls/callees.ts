import type { Callee } from "./pay.ts";

/** Whom the calls of a run go to. */
export interface Callees {
  callee: Callee;
  /** Where items go whose own model gives no answer. */
  fallback: Callee | null;
  /** Of a chain: whom steps ask in place of `callee`, by the model's id. */
  stepCallees: ReadonlyMap<string, Callee>;
}

/** Whom a call goes to: the second model, its step's own, or its run's. */
export function calleeOf(
  { callee, fallback, stepCallees }: Callees,
  which: { fallback: boolean; modelId?: string | undefined },
): Callee {
  if (which.fallback && fallback) return fallback;
  return (which.modelId !== undefined && stepCallees.get(which.modelId)) || callee;
}
