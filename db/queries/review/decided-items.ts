import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { HOLDS_ITEM } from "#db/queries/publishing/holds-item.ts";

/** An item that was decided on, as it stands by now. */
export interface DecidedItemRow {
  batchId: string;
  seq: number;
  rowNumber: number;
  language: string;
  batchName: string;
  reviewState: "pending" | "approved" | "rejected" | "escalated";
  output: Record<string, unknown>;
  outputVersion: number;
  isPublished: boolean;
  /** Whether somebody wrote about it while it was escalated. */
  hasMessages: boolean;
}

/** These items as they stand; those whose outputs were removed are left out. */
export async function readDecidedItems(
  tx: Db,
  items: readonly { batchId: string; seq: number }[],
): Promise<DecidedItemRow[]> {
  if (items.length === 0) return [];
  const json = JSON.stringify(items.map(({ batchId, seq }) => ({ batch_id: batchId, seq })));
  const rows = await tx.execute(sql`
    select i.batch_id as "batchId", i.seq, i.row_number as "rowNumber", i.language, b.name as "batchName",
      i.review_state as "reviewState", i.output, i.output_version as "outputVersion",
      i.review_state = 'approved' and exists (select 1 from publications p where p.batch_id = i.batch_id
        and p.status not in ('failed', 'cancelled') and ${HOLDS_ITEM}) as "isPublished",
      exists (select 1 from review_messages m where m.batch_id = i.batch_id and m.seq = i.seq) as "hasMessages"
    from (select distinct batch_id, seq from jsonb_to_recordset(${json}::jsonb) as c(batch_id uuid, seq int)) asked
      join batch_items i on i.batch_id = asked.batch_id and i.seq = asked.seq
      join batches b on b.id = i.batch_id
    where i.output is not null and i.review_state <> 'none'`);
  return rows as unknown as DecidedItemRow[];
}
