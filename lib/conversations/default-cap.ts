import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { compareAmounts, multiplyAmount } from "#lib/money.ts";

const TURNS = 20;
const USUAL_TURN = meterOf({ inputTokens: 6_000, outputTokens: 1_000 });
const LEAST = "0.01";

/** The cap of a conversation that nobody gave one: room for some twenty turns at the model's price, to one digit. */
export function defaultCap(price: Price): string {
  const amount = roundedUp(multiplyAmount(costOf(USUAL_TURN, price), TURNS));
  return compareAmounts(amount, LEAST) < 0 ? LEAST : amount;
}

function roundedUp(amount: string): string {
  const exact = Number(amount);
  if (exact <= 0) return "0";
  const decimals = -Math.floor(Math.log10(exact));
  const step = 10 ** decimals;
  // A float that is a hair above a whole number of steps is that number.
  const steps = Math.ceil(exact * step - 1e-9);
  return decimals > 0 ? (steps / step).toFixed(decimals) : String(Math.round(steps / step));
}
