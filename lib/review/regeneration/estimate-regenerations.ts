import type { RegenerationFacts } from "#db/queries/review/regeneration-facts.ts";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { compareAmounts, divideAmount, multiplyAmount, subtractAmounts, sumAmounts } from "#lib/money.ts";

/** From so many on, what making outputs of a batch anew has cost says more than what making them did. */
const ENOUGH_MADE = 5;
/** What a model is told besides the rejected text: that it was rejected, why, and how to answer. */
const COMPLAINT_TOKENS = 150;

/**
 * What it will cost to make so many outputs of a batch anew: as much each as those that were made anew so far, or what a
 * call of the batch took, with the rejected text and why before it, at the price of today. `null` where neither is known.
 */
export function estimateRegenerations(
  count: number,
  facts: Pick<RegenerationFacts, "made" | "madeSpent" | "calls" | "inputTokens" | "outputTokens">,
  price: Price | null,
): string | null {
  if (facts.made >= ENOUGH_MADE) return divideAmount(multiplyAmount(facts.madeSpent, count), facts.made);
  if (facts.calls <= 0 || facts.outputTokens <= 0 || !price) return null;
  const output = Math.ceil(facts.outputTokens / facts.calls);
  const input = Math.ceil(facts.inputTokens / facts.calls) + output + COMPLAINT_TOKENS;
  return multiplyAmount(costOf(meterOf({ inputTokens: input, outputTokens: output }), price), count);
}

/** What calls may still cost under the cap of a batch; never below nothing. */
export function leftUnderCap({
  cap,
  spent,
  unknown,
  reserved,
}: Pick<RegenerationFacts, "cap" | "spent" | "unknown" | "reserved">): string {
  const left = subtractAmounts(cap, sumAmounts([spent, unknown, reserved]));
  return compareAmounts(left, "0") > 0 ? left : "0";
}
