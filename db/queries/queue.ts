import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/**
 * Lets jobs of a kind that are to run again go before those that never ran. By itself the queue takes them after
 * everything that was put on it together with them: what a killed worker left would wait for hours of other work.
 */
export async function putRetriesFirst(tx: Db, jobName: string): Promise<void> {
  await tx.execute(sql`
    update queue.job set priority = 1 where name = ${jobName} and state = 'retry' and priority < 1`);
}
