import { and, count, eq } from "drizzle-orm";
import { db } from "#db/client.ts";
import { attempts } from "#db/schema/spend.ts";

/** How many calls of a batch were charged as unknown because their worker was lost. */
export async function countLostCalls(batchId: string): Promise<number> {
  const [counted] = await db()
    .select({ count: count() })
    .from(attempts)
    .where(and(eq(attempts.runId, batchId), eq(attempts.outcome, "worker_lost")));
  return counted?.count ?? 0;
}
