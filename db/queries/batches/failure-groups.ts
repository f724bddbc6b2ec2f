import { desc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { batchFailureGroups } from "#db/schema/batches.ts";

/** The causes items of a batch failed for, most frequent first. */
export function readFailureGroups(tx: Db, batchId: string, limit = 100) {
  return tx
    .select()
    .from(batchFailureGroups)
    .where(eq(batchFailureGroups.batchId, batchId))
    .orderBy(desc(batchFailureGroups.count))
    .limit(limit);
}
