import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** An item that stands rejected, with its row and why. */
export interface RejectedRow {
  seq: number;
  language: string;
  output: Record<string, unknown> | null;
  source: Record<string, string> | null;
  reason: string | null;
}

/**
 * The next rejected items of a batch, in order.
 * @param until those rejected up to this moment; `null`: up to now. @param languages only these; all where there are none.
 */
export async function readRejectedRows(
  tx: Db,
  { batchId, until, languages }: { batchId: string; until: Date | null; languages: readonly string[] },
  afterSeq: number,
  limit: number,
): Promise<RejectedRow[]> {
  const spoken = languages.length > 0 ? sql`and i.language in ${[...languages]}` : sql``;
  const decided = until ? sql`and i.decided_at <= ${until.toISOString()}::timestamptz` : sql``;
  const rows = await tx.execute(sql`
    select i.seq, i.language, i.output, r.values as source,
      (select d.reason from review_decisions d where d.batch_id = i.batch_id and d.seq = i.seq
        and d.decision = 'reject' order by d.id desc limit 1) as reason
    from batch_items i join batches b on b.id = i.batch_id
      left join dataset_rows r on r.dataset_id = b.dataset_id and r.row_number = i.row_number
    where i.batch_id = ${batchId} and i.review_state = 'rejected' and i.seq > ${afterSeq} ${decided} ${spoken}
    order by i.seq limit ${limit}`);
  return rows as unknown as RejectedRow[];
}
