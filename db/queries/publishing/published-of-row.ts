import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { HOLDS_ITEM } from "./holds-item.ts";

/** The output that a publication holds of a row. */
export interface PublishedOfRow {
  batchId: string;
  seq: number;
  output: Record<string, unknown>;
  outputVersion: number;
  publishedAt: string;
}

/**
 * What was published last of a row of a dataset in a language, by any of its batches; `null` for nothing. Found by where
 * the row's item is in each batch, so that it takes as long for ten items as for ten million.
 */
export async function readPublishedOfRow(
  tx: Db,
  { datasetId, rowNumber, language }: { datasetId: string; rowNumber: number; language: string },
): Promise<PublishedOfRow | null> {
  const [found] = await tx.execute(sql`
    select held.batch_id as "batchId", held.seq, held.version as "outputVersion",
      held.cutoff_at as "publishedAt",
      case when held.version = held.output_version then held.output else kept.output end as output
    from (
      select i.batch_id, i.seq, i.output, i.output_version, p.id, p.cutoff_at,
        coalesce(v.output_version, 1) as version
      from batches b
        join batch_items i on i.batch_id = b.id and i.language = ${language}
          and i.seq = (${rowNumber}::int - 1) * cardinality(b.languages)
            + array_position(b.languages, ${language}) - 1
        join publications p on p.batch_id = i.batch_id and p.status = 'succeeded' and ${HOLDS_ITEM}
        left join publication_items v on v.publication_id = p.id and v.seq = i.seq
      where b.dataset_id = ${datasetId} and i.review_state = 'approved'
      order by p.cutoff_at desc, p.id desc limit 1
    ) held
      left join output_versions kept on kept.batch_id = held.batch_id and kept.seq = held.seq
        and kept.version = held.version`);
  const published = (found as unknown as PublishedOfRow | undefined) ?? null;
  return published?.output ? published : null;
}
