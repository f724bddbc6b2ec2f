import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { findBatch, readProgress } from "#db/queries/batches/batches.ts";
import { compareAmounts, subtractAmounts } from "#lib/money.ts";
import type { ProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import type { Account } from "./account.ts";

/**
 * Reads what a batch left, and holds it against the provider's bill, which must be of this batch alone.
 * @param endedItems how many items must have a result by now; all of them unless told.
 */
export async function takeAccount(
  batchId: string,
  provider: ProviderProcess,
  endedItems?: number,
): Promise<Account> {
  const batch = await findBatch(db(), batchId);
  if (!batch) throw new Error("No such batch.");
  const [items] = await db().execute<{ count: number; seqs: number }>(sql`
    select count(*)::int as count, count(distinct seq)::int as seqs from batch_items where batch_id = ${batchId}`);
  const [ledger] = await db().execute<
    Record<"settled" | "unknown", string> & Record<"settledCalls" | "unknownCalls" | "doubled", number>
  >(sql`
    select coalesce(trim_scale(sum(cost) filter (where kind = 'settled')), 0)::text as settled,
      coalesce(trim_scale(sum(cost) filter (where kind = 'unknown')), 0)::text as "unknown",
      count(*) filter (where kind = 'settled')::int as "settledCalls",
      count(*) filter (where kind = 'unknown')::int as "unknownCalls",
      (select count(*)::int from (
        select 1 from attempts where run_id = ${batchId} and kind = 'settled' and purpose = 'generate'
        group by seq having count(*) > 1) doubled) as doubled
    from attempts where run_id = ${batchId}`);
  const [open] = await db().execute<{ journalled: number }>(sql`
    select coalesce(sum((select count(*) from jsonb_object_keys(started))), 0)::int as journalled
    from batch_chunks where batch_id = ${batchId}`);
  const progress = (await readProgress(db(), [batchId])).get(batchId);
  if (!items || !ledger || !open) throw new Error("The books cannot be read.");
  const standing = await provider.standing();
  const counted = (progress?.succeeded ?? 0) + (progress?.failed ?? 0) + (progress?.skipped ?? 0);
  const contradictions = [
    compareAmounts(batch.spent, ledger.settled) !== 0 && `spent ${batch.spent}, ledger ${ledger.settled}`,
    compareAmounts(batch.unknownSpend, ledger.unknown) !== 0 &&
      `unknown ${batch.unknownSpend}, ledger ${ledger.unknown}`,
    compareAmounts(batch.reserved, "0") !== 0 && `${batch.reserved} still reserved`,
    open.journalled > 0 && `${open.journalled} calls still journalled`,
    counted !== items.count && `counters say ${counted}, there are ${items.count} items`,
    standing.inFlight > 0 && `${standing.inFlight} calls still in flight`,
  ];
  const over = subtractAmounts(standing.bill, batch.cap);
  return {
    lost: (endedItems ?? batch.itemCount) - items.seqs,
    duplicated: ledger.doubled + (items.count - items.seqs),
    extraPaid: standing.billedCalls - ledger.settledCalls,
    inFlightLost: ledger.unknownCalls,
    overshoot: compareAmounts(over, "0") > 0 ? over : "0",
    bill: standing.bill,
    settled: ledger.settled,
    unknown: ledger.unknown,
    contradictions: contradictions.filter((contradiction) => contradiction !== false),
  };
}
