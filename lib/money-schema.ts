import { z } from "zod";

/** A non-negative exact decimal as a string, within what the ledger keeps. */
export const amountSchema = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,12})?$/, "A decimal amount such as 0.000437")
  .meta({ examples: ["0.000437"] });

/** ISO 4217 code. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, "An ISO 4217 code such as USD");

/** Money in the API: an exact decimal string and its currency. */
export const moneySchema = z.object({ amount: amountSchema, currency: currencySchema });
