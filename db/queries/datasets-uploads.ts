import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { datasets, uploads } from "#db/schema/datasets.ts";

export type Upload = typeof uploads.$inferSelect;

/** Records a file that has arrived. */
export async function insertUpload(tx: Db, upload: typeof uploads.$inferInsert): Promise<void> {
  await tx.insert(uploads).values(upload);
}

/** A file that has arrived; `null` when there is none of that id. */
export async function findUpload(tx: Db, id: string): Promise<Upload | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(uploads).where(eq(uploads.id, id));
  return found ?? null;
}

/** Those of these ids that are a dataset which is not archived, or the upload of one. */
export async function findWanted(tx: Db, ids: string[]): Promise<Set<string>> {
  const found = await tx
    .select({ id: datasets.id, uploadId: datasets.uploadId })
    .from(datasets)
    .where(and(isNull(datasets.archivedAt), or(inArray(datasets.id, ids), inArray(datasets.uploadId, ids))));
  return new Set(found.flatMap(({ id, uploadId }) => [id, uploadId ?? id]));
}
