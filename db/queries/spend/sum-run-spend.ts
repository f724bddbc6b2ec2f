import { inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { spendBuckets } from "#db/schema/spend.ts";

/** What a trial or batch paid in one currency, by the ledger. */
export interface RunSpend {
  runId: string;
  currency: string;
  settled: string;
  unknown: string;
}

/** What each of these runs paid, one sum a currency. */
export async function sumRunSpend(tx: Db, runIds: readonly string[]): Promise<RunSpend[]> {
  if (runIds.length === 0) return [];
  return tx
    .select({
      runId: spendBuckets.runId,
      currency: spendBuckets.currency,
      settled: sql<string>`sum(${spendBuckets.settled})::text`,
      unknown: sql<string>`sum(${spendBuckets.unknown})::text`,
    })
    .from(spendBuckets)
    .where(inArray(spendBuckets.runId, [...runIds]))
    .groupBy(spendBuckets.runId, spendBuckets.currency);
}
