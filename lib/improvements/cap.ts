import Big from "big.js";
import type { MoneyRange } from "#lib/estimates/money-range.ts";

/** What an improvement is reckoned from; amounts are of one currency. */
export interface Reckoned {
  /** The most that one call to the proposer may cost. */
  proposer: string;
  /** Of one version on all cases. */
  version: Pick<MoneyRange, "expected" | "high">;
  /** The template's own and every proposal. */
  versions: number;
}

/** Proposals are longer than what they change, and a lost call to the proposer is made once more. */
const PROMPTS_GROW = 1.25;
const LEAST = "0.01";

/** The cap below which an improvement would stop half way: the proposer's call at its most, and every version tried once. */
export function leastCap({ proposer, version, versions }: Reckoned): string {
  return new Big(proposer).plus(new Big(version.expected.amount).times(versions)).toFixed();
}

/** A cap with room for long outputs, longer prompts and a second call to the proposer, rounded up to two digits. */
export function suggestedCap({ proposer, version, versions }: Reckoned): string {
  const most = new Big(proposer)
    .times(2)
    .plus(new Big(version.high.amount).times(versions).times(PROMPTS_GROW));
  const rounded = most.eq(0) ? most : most.prec(2, Big.roundUp);
  return rounded.lt(LEAST) && rounded.gt(0) ? LEAST : rounded.toFixed();
}

/** What of a cap is left for the trial once the proposer has been paid; never below nothing. */
export function leftForTrial({
  cap,
  spent,
  unknownSpend,
}: {
  cap: string;
  spent: string;
  unknownSpend: string;
}): string {
  const left = new Big(cap).minus(spent).minus(unknownSpend);
  return (left.lt(0) ? new Big(0) : left).toFixed();
}
