import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** How much money there is in one currency, exact; of the simulated provider, or of a real one. */
export interface MoneyFigures {
  currency: string;
  simulated: boolean;
  spent: string;
  unknown: string;
  reserved: string;
}

/** How many batches are in each state. */
export async function countBatchesByState(tx: Db): Promise<{ state: string; count: number }[]> {
  return tx.execute(sql`select state, count(*)::int as count from batches group by state order by state`);
}

/** What was ever paid, may have been, and is promised to calls in flight, by currency. */
export async function sumMoney(tx: Db): Promise<MoneyFigures[]> {
  return tx.execute<{ [Key in keyof MoneyFigures]: MoneyFigures[Key] }>(sql`
    select currency, simulated, trim_scale(sum(spent))::text as spent, trim_scale(sum("unknown"))::text as "unknown",
      trim_scale(sum(reserved))::text as reserved
    from (
      select currency, simulated, settled as spent, "unknown", 0 as reserved from spend_buckets
      union all
      select currency, simulated, 0, 0, reserved from batches where reserved <> 0
    ) figures
    group by currency, simulated order by currency, simulated`);
}
