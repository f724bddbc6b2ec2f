import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredCheck } from "#db/schema/templates.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";
import { markToIndex } from "../outputs/terms.ts";
import { storableJson } from "../storable-json.ts";

/** An output as it stands, with where its row is and what was said of it before. */
export interface CheckedOutputRow {
  seq: number;
  rowNumber: number;
  language: string;
  output: Record<string, unknown>;
  outputVersion: number;
  checks: VerdictRow[];
  checkedVersion: number;
}

/** The outputs of items of a batch, with the checks that its template asks for; `null` where there is no such batch. */
export async function readItemChecks(
  tx: Db,
  batchId: string,
  seqs: readonly number[],
): Promise<{ specs: StoredCheck[]; datasetId: string; outputs: CheckedOutputRow[] } | null> {
  const [batch] = await tx.execute<{ specs: StoredCheck[]; datasetId: string }>(sql`
    select v.checks as specs, b.dataset_id as "datasetId"
    from batches b join template_versions v on v.id = b.template_version_id where b.id = ${batchId}`);
  if (!batch) return null;
  const outputs = await tx.execute(sql`
    select seq, row_number as "rowNumber", language, output, output_version as "outputVersion", checks,
      checked_version as "checkedVersion"
    from batch_items
    where batch_id = ${batchId} and seq in ${[...seqs]} and output is not null order by seq`);
  return { ...batch, outputs: outputs as unknown as CheckedOutputRow[] };
}

/** Keeps what the checks say of versions of outputs. */
export async function writeItemChecks(
  tx: Db,
  batchId: string,
  checked: readonly { seq: number; version: number; checks: VerdictRow[] }[],
): Promise<void> {
  await tx.execute(sql`
    update batch_items i set checks = c.checks, checked_version = c.version
    from jsonb_to_recordset(${storableJson(checked)}::jsonb) as c(seq int, version int, checks jsonb)
    where i.batch_id = ${batchId} and i.seq = c.seq`);
  await markToIndex(
    tx,
    checked.map(({ seq }) => ({ batchId, seq })),
  );
}
