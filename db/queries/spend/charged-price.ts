import { type SQL, sql } from "drizzle-orm";

/** A price less a discount, rounded up at the decimals any price has, as it was when the call was charged. */
export function chargedPrice(price: SQL, discount: SQL): SQL {
  return sql`ceil(${price} * (1 - coalesce(${discount}, 0)) * 1000000) / 1000000`;
}
