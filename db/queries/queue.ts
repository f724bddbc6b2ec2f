import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Which of these kinds have a job that may be taken now. */
export async function readDueQueues(tx: Db, names: readonly string[]): Promise<string[]> {
  const rows = await tx.execute<{ name: string }>(sql`
    select q.name from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb) q(name)
    where exists (select 1 from queue.job j
      where j.name = q.name and j.state < 'active' and not j.blocked and j.start_after <= now())`);
  return rows.map(({ name }) => name);
}

/**
 * Lets jobs of a kind that are to run again go before those that never ran. By itself the queue takes them after
 * everything that was put on it together with them: what a killed worker left would wait for hours of other work.
 */
export async function putRetriesFirst(tx: Db, jobName: string): Promise<void> {
  await tx.execute(sql`
    update queue.job set priority = 1 where name = ${jobName} and state = 'retry' and priority < 1`);
}
