import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { markToIndex } from "#db/queries/outputs/terms.ts";
import { storableJson } from "#db/queries/storable-json.ts";
import { outputVersions } from "#db/schema/batches.ts";

export type OutputVersionRow = typeof outputVersions.$inferSelect;

/** A version to be kept. */
export type NewOutputVersion = Omit<OutputVersionRow, "madeAt">;

/**
 * Keeps versions of outputs, in the transaction that changes their items: a first one as old as its item, any
 * other as made at this moment.
 */
export async function insertOutputVersions(tx: Db, versions: readonly NewOutputVersion[]): Promise<void> {
  for (const [batchId, ofBatch] of Map.groupBy(versions, (version) => version.batchId)) {
    // One value for all of them: a parameter for each would cost more than the rest of it.
    const json = storableJson(
      ofBatch.map(({ seq, version, kind, output, madeBy, fromVersion }) => ({
        ...{ seq, version, kind, output, made_by: madeBy, from_version: fromVersion },
      })),
    );
    await tx.execute(sql`
      insert into output_versions (batch_id, seq, version, kind, output, made_by, made_at, from_version)
      select ${batchId}::uuid, v.seq, v.version, v.kind, v.output, v.made_by,
        case when v.version > 1 then now() else i.ended_at end, v.from_version
      from jsonb_to_recordset(${json}::jsonb) as v(seq int, version int, kind text, output jsonb, made_by uuid,
          from_version int)
        left join batch_items i on v.version = 1 and i.batch_id = ${batchId} and i.seq = v.seq`);
  }
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
