import type { ModelLimits } from "#lib/models/callable-model.ts";

/** Calls at once where a model has no limit of its own. */
const DEFAULT_CONCURRENCY = 32;

/** What a run's duration takes for granted: that it has this limit of its model to itself, and is held up by nothing else. */
export interface Pace {
  /** `window`: its provider's own promise. */
  by: "rpm" | "tpm" | "concurrency" | "window";
  /** Requests or tokens a minute, calls at once, or hours. */
  limit: number;
  /** The model has no such limit: it is assumed. */
  isAssumed: boolean;
}

type Limit = keyof ModelLimits;

/**
 * The tightest of a model's limits, and how many seconds a run takes under it.
 * @param secondsUnder how long the run takes under each kind of limit.
 */
export function paceOf(
  limits: ModelLimits,
  secondsUnder: Record<Limit, (limit: number) => number>,
): { seconds: number; pace: Pace } {
  const paces = (["concurrency", "rpm", "tpm"] as const).flatMap((by) => {
    const limit = limits[by] ?? (by === "concurrency" ? DEFAULT_CONCURRENCY : null);
    if (!limit) return [];
    return [{ seconds: secondsUnder[by](limit), pace: { by, limit, isAssumed: limits[by] === null } }];
  });
  return paces.reduce((tightest, one) => (one.seconds > tightest.seconds ? one : tightest));
}
