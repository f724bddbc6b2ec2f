import { and, asc, eq, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { batchItems } from "#db/schema/batches.ts";
import { attempts } from "#db/schema/spend.ts";

/** A call that asked a model to write: when, for which item and step, and what tells its messages from others. */
export interface AskedRow {
  seq: number;
  step: number;
  at: Date;
  /** `null` where nobody reckoned one. */
  promptDigest: string | null;
}

/** The calls that asked for these items of a batch to be written, oldest first, by item. */
export async function readAsked(
  tx: Db,
  batchId: string,
  seqs: readonly number[],
): Promise<Map<number, AskedRow[]>> {
  const rows = await tx
    .select({
      seq: attempts.seq,
      step: attempts.step,
      at: attempts.at,
      promptDigest: attempts.promptDigest,
    })
    .from(attempts)
    .where(
      and(
        eq(attempts.runId, batchId),
        inArray(attempts.seq, [...seqs]),
        eq(attempts.purpose, "generate"),
        eq(attempts.kind, "settled"),
      ),
    )
    .orderBy(asc(attempts.at), asc(attempts.id));
  return Map.groupBy(rows, ({ seq }) => seq);
}

/** The rows that these items of a batch were made from, by item. */
export async function readRowNumbers(
  tx: Db,
  batchId: string,
  seqs: readonly number[],
): Promise<Map<number, number>> {
  const rows = await tx
    .select({ seq: batchItems.seq, rowNumber: batchItems.rowNumber })
    .from(batchItems)
    .where(and(eq(batchItems.batchId, batchId), inArray(batchItems.seq, [...seqs])));
  return new Map(rows.map(({ seq, rowNumber }) => [seq, rowNumber]));
}
