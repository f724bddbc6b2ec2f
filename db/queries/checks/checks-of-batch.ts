import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredCheck } from "#db/schema/templates.ts";

/** The checks that the template of a batch asks for; none where there is no such batch. */
export async function findChecksOfBatch(tx: Db, batchId: string): Promise<StoredCheck[]> {
  const [found] = await tx.execute<{ checks: StoredCheck[] }>(sql`
    select v.checks from batches b join template_versions v on v.id = b.template_version_id where b.id = ${batchId}`);
  return found?.checks ?? [];
}
