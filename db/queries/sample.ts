import { eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { settings } from "#db/schema/auth.ts";

const KEY = "sample";

/** What has been seeded so far; `null` before the first start that seeded. */
export interface SampleState {
  operatorId: string;
  datasetId: string;
  templateVersionId: string;
  modelId: string;
  /** The batch that waits for its first review; absent until it was launched. */
  batchId?: string;
}

/** What the sample consists of, or `null`. */
export async function readSampleState(tx: Db): Promise<SampleState | null> {
  const [row] = await tx.select().from(settings).where(eq(settings.key, KEY));
  return (row?.value as SampleState | undefined) ?? null;
}

/** Remembers what the sample consists of. */
export async function saveSampleState(tx: Db, state: SampleState): Promise<void> {
  await tx
    .insert(settings)
    .values({ key: KEY, value: state })
    .onConflictDoUpdate({ target: settings.key, set: { value: sql`excluded.value` } });
}
