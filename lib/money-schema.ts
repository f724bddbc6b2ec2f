import { z } from "zod";

/** A non-negative exact decimal as a string, within what the ledger keeps. */
export const amountSchema = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,12})?$/, "input_wanted_amount")
  .meta({ examples: ["0.000437"] });

/** ISO 4217 code. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, "input_wanted_currency");

/** Money in the API: an exact decimal string and its currency. */
export const moneySchema = z.object({ amount: amountSchema, currency: currencySchema });

/** What an amount grew by, below zero where it shrank; only ever answered. */
export const moneyChangeSchema = z.object({
  amount: z.string().meta({ examples: ["-0.000437"] }),
  currency: currencySchema,
});
