import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { type Meter, meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";

/** What became of the money that was reserved for a call. */
export interface Settlement {
  /** `settled` was billed at `cost`, `unknown` may have been, at most at `cost`; `released` was not. `null`: no entry. */
  kind: "settled" | "unknown" | "released" | null;
  cost: string;
  meter: Meter;
  /** Whether the reservation is used up. One that is not stays for the same call, or is given back. */
  closes: boolean;
  /** It was answered by an identical call that had been made. */
  cacheHit: boolean;
}

/**
 * The one rule for what a call's end means for money. A full rate limit leaves no entry: nothing was billed, and the
 * call goes out again. What may have been billed, because its end was not seen or the provider counted nothing, is
 * charged at all that was reserved.
 */
export function settle(outcome: CallOutcome<unknown>, reserved: string, price: Price): Settlement {
  const nothing = { cost: "0", meter: meterOf(), cacheHit: false };
  switch (outcome.kind) {
    case "throttled":
      return { ...nothing, kind: null, closes: false };
    case "unavailable":
    case "refused":
    case "exhausted":
      return { ...nothing, kind: "released", closes: false };
    case "uncertain":
      return { ...nothing, kind: "unknown", cost: reserved, closes: true };
    case "answered":
      if (outcome.cached) return { ...nothing, kind: "released", closes: true, cacheHit: true };
      if (outcome.usageSource !== "reported")
        return { ...nothing, kind: "unknown", cost: reserved, closes: true };
      return {
        kind: "settled",
        cost: costOf(outcome.usage, price),
        meter: outcome.usage,
        closes: true,
        cacheHit: false,
      };
  }
}

/** What a call is known to have cost. */
export function settledCost({ kind, cost }: Pick<Settlement, "kind" | "cost">): string {
  return kind === "settled" ? cost : "0";
}
