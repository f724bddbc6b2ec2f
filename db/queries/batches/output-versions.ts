import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { markToIndex } from "#db/queries/outputs/terms.ts";
import { outputVersions } from "#db/schema/batches.ts";

export type OutputVersionRow = typeof outputVersions.$inferSelect;

/** A version to be kept. */
export type NewOutputVersion = Omit<OutputVersionRow, "madeAt">;

/**
 * Keeps versions of outputs, in the transaction that changes their items: a first one as old as its item, any
 * other as made at this moment.
 */
export async function insertOutputVersions(tx: Db, versions: NewOutputVersion[]): Promise<void> {
  if (versions.length === 0) return;
  await tx.insert(outputVersions).values(
    versions.map((one) => ({
      ...one,
      madeAt:
        one.version > 1
          ? sql`now()`
          : sql`(select ended_at from batch_items where batch_id = ${one.batchId} and seq = ${one.seq})`,
    })),
  );
  await markToIndex(tx, versions);
}

/** The kept versions of these items, oldest first; none of an item whose output never changed. */
export async function readOutputVersions(
  tx: Db,
  items: readonly { batchId: string; seq: number }[],
): Promise<OutputVersionRow[]> {
  if (items.length === 0) return [];
  const seqsByBatch = Map.groupBy(items, ({ batchId }) => batchId);
  const ofItems = [...seqsByBatch].map(([batchId, ofBatch]) =>
    and(
      eq(outputVersions.batchId, batchId),
      inArray(
        outputVersions.seq,
        ofBatch.map(({ seq }) => seq),
      ),
    ),
  );
  return tx
    .select()
    .from(outputVersions)
    .where(or(...ofItems))
    .orderBy(asc(outputVersions.batchId), asc(outputVersions.seq), asc(outputVersions.version));
}
