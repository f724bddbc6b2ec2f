import { and, asc, eq, gt, gte, ne, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { batchChunks, batchItems } from "#db/schema/batches.ts";
import { attempts } from "#db/schema/spend.ts";
import type { ChunkRow } from "./chunks.ts";

export type ItemRow = typeof batchItems.$inferSelect;
export type AttemptRow = typeof attempts.$inferSelect;

/** Ended items of a batch in order, after a position; one more than `limit` tells that there are more. */
export function listItems(
  tx: Db,
  batchId: string,
  {
    state,
    failureGroup,
    reviewState,
    language,
    afterSeq,
    limit,
  }: {
    state?: ItemRow["state"] | undefined;
    failureGroup?: string | undefined;
    reviewState?: ItemRow["reviewState"] | undefined;
    language?: string | undefined;
    afterSeq?: number | undefined;
    limit: number;
  },
): Promise<ItemRow[]> {
  return tx
    .select()
    .from(batchItems)
    .where(
      and(
        eq(batchItems.batchId, batchId),
        state && eq(batchItems.state, state),
        failureGroup !== undefined ? eq(batchItems.failureGroup, failureGroup) : undefined,
        reviewState && eq(batchItems.reviewState, reviewState),
        language ? eq(batchItems.language, language) : undefined,
        afterSeq !== undefined ? gt(batchItems.seq, afterSeq) : undefined,
      ),
    )
    .orderBy(asc(batchItems.seq))
    .limit(limit + 1);
}

/** One ended item; `null` while it has not ended. */
export async function findItem(tx: Db, batchId: string, seq: number): Promise<ItemRow | null> {
  const [found] = await tx
    .select()
    .from(batchItems)
    .where(and(eq(batchItems.batchId, batchId), eq(batchItems.seq, seq)));
  return found ?? null;
}

/** Chunks that are not done, in order, from a number on. */
export function listOpenChunks(
  tx: Db,
  batchId: string,
  fromNumber: number,
  limit: number,
): Promise<ChunkRow[]> {
  return tx
    .select()
    .from(batchChunks)
    .where(
      and(
        eq(batchChunks.batchId, batchId),
        ne(batchChunks.state, "done"),
        gte(batchChunks.number, fromNumber),
      ),
    )
    .orderBy(asc(batchChunks.number))
    .limit(limit);
}

/** The ledger of a batch by item, after a position; of one item when asked. */
export function listAttempts(
  tx: Db,
  batchId: string,
  {
    seq,
    after,
    limit,
  }: { seq?: number | undefined; after?: { seq: number; id: string } | undefined; limit: number },
): Promise<AttemptRow[]> {
  return tx
    .select()
    .from(attempts)
    .where(
      and(
        eq(attempts.runId, batchId),
        seq !== undefined ? eq(attempts.seq, seq) : undefined,
        after
          ? or(
              gt(attempts.seq, after.seq),
              and(eq(attempts.seq, after.seq), sql`${attempts.id} > ${after.id}::uuid`),
            )
          : undefined,
      ),
    )
    .orderBy(asc(attempts.seq), asc(attempts.id))
    .limit(limit + 1);
}
