import { leaseStarts, type RateLimits, type StartLease, unusedSchedule } from "./lease-starts.ts";

/** Says when calls to one model may start. */
export interface Pacer {
  /** Leave for up to `calls` starts, each costing up to `tokensPerCall` tokens. */
  lease(calls: number, tokensPerCall: number): Promise<StartLease>;
  /** New limits hold from the next lease on. */
  limit(limits: RateLimits): void;
}

/** Spaces the calls of this process alone: several workers together may pass the provider's limit. */
export function processPacer(limits: RateLimits): Pacer {
  let schedule = unusedSchedule;
  let current = limits;
  return {
    async lease(calls, tokensPerCall) {
      const given = leaseStarts(schedule, current, { calls, tokensPerCall }, performance.now());
      schedule = given.schedule;
      return given.lease;
    },
    limit(changed) {
      current = changed;
    },
  };
}
