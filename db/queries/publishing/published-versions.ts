import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { HOLDS_ITEM } from "./holds-item.ts";

/** A finished publication that holds an item, and which version of its output. */
export interface PublishedVersionRow {
  publicationId: string;
  outputVersion: number;
  cutoffAt: string;
}

/** The finished publications of an approved item, oldest first; none of an item that is not approved. */
export async function readPublishedVersions(
  tx: Db,
  batchId: string,
  seq: number,
): Promise<PublishedVersionRow[]> {
  const rows = await tx.execute(sql`
    select p.id as "publicationId", coalesce(v.output_version, 1) as "outputVersion", p.cutoff_at as "cutoffAt"
    from batch_items i
      join publications p on p.batch_id = i.batch_id and p.status = 'succeeded' and ${HOLDS_ITEM}
      left join publication_items v on v.publication_id = p.id and v.seq = i.seq
    where i.batch_id = ${batchId} and i.seq = ${seq} and i.review_state = 'approved'
    order by p.id`);
  return rows as unknown as PublishedVersionRow[];
}
