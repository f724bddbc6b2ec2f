import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Where the texts of a batch are kept: its template, its rows, and which of its fields translate which columns. */
export interface MemoryContext {
  batchId: string;
  templateId: string;
  datasetId: string;
  pairs: { field: string; column: string }[];
}

/** Those of these batches whose template versions use approved texts again. */
export async function readMemoryContexts(tx: Db, batchIds: readonly string[]): Promise<MemoryContext[]> {
  if (batchIds.length === 0) return [];
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.template_id as "templateId", b.dataset_id as "datasetId", v.memory -> 'pairs' as pairs
    from batches b join template_versions v on v.id = b.template_version_id
    where b.id in ${batchIds} and v.memory is not null`);
  return rows as unknown as MemoryContext[];
}
