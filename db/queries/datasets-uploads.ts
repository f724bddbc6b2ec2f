import { and, count, eq, gt, inArray, isNull, notExists, or, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { catalogueImports } from "#db/schema/catalogue.ts";
import { datasets, uploads } from "#db/schema/datasets.ts";
import { documents } from "#db/schema/knowledge.ts";
import { channels, publications } from "#db/schema/publishing.ts";

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

/** What a member has sent since a moment that neither a dataset nor a document was made of, nor an import into the catalogue. */
export async function sumUnusedUploads(
  tx: Db,
  memberId: string,
  since: Date,
): Promise<{ bytes: number; files: number }> {
  const used = tx.select({ id: datasets.id }).from(datasets).where(eq(datasets.uploadId, uploads.id));
  const imported = tx
    .select({ id: catalogueImports.id })
    .from(catalogueImports)
    .where(eq(catalogueImports.uploadId, uploads.id));
  const documented = tx
    .select({ id: documents.id })
    .from(documents)
    .where(eq(documents.uploadId, uploads.id));
  const [sum] = await tx
    .select({ bytes: sql`coalesce(sum(${uploads.bytes}), 0)`.mapWith(Number), files: count() })
    .from(uploads)
    .where(
      and(
        eq(uploads.memberId, memberId),
        gt(uploads.createdAt, since),
        notExists(used),
        notExists(imported),
        notExists(documented),
      ),
    );
  return sum ?? { bytes: 0, files: 0 };
}

/** Forgets a file whose request was refused after all. */
export async function deleteUpload(tx: Db, id: string): Promise<void> {
  await tx.delete(uploads).where(eq(uploads.id, id));
}

/**
 * Those of these ids that are a dataset which is not archived, or the upload of one; those that are an import into the
 * catalogue which may still be written, or the upload of one; uploads of documents; and workbooks that a channel fills, or a publication still.
 */
export async function findWanted(tx: Db, ids: string[]): Promise<Set<string>> {
  const found = await tx
    .select({ id: datasets.id, uploadId: datasets.uploadId })
    .from(datasets)
    .where(and(isNull(datasets.archivedAt), or(inArray(datasets.id, ids), inArray(datasets.uploadId, ids))));
  const imports = await tx
    .select({ id: catalogueImports.id, uploadId: catalogueImports.uploadId })
    .from(catalogueImports)
    .where(
      and(
        inArray(catalogueImports.status, ["reading", "ready"]),
        or(inArray(catalogueImports.id, ids), inArray(catalogueImports.uploadId, ids)),
      ),
    );
  const filled = sql<string>`${channels.settings}->>'uploadId'`;
  const filling = sql<string>`${publications.config}->>'uploadId'`;
  const workbooks = [
    ...(await tx
      .select({ id: filled })
      .from(channels)
      .where(and(isNull(channels.archivedAt), inArray(filled, ids)))),
    ...(await tx
      .select({ id: filling })
      .from(publications)
      .where(and(inArray(publications.status, ["queued", "running"]), inArray(filling, ids)))),
  ];
  const owners = [...found, ...imports].flatMap(({ id, uploadId }) => [id, uploadId ?? id]);
  const written = await tx
    .select({ id: documents.uploadId })
    .from(documents)
    .where(inArray(documents.uploadId, ids));
  return new Set([...owners, ...written.map(({ id }) => id), ...workbooks.map(({ id }) => id)]);
}
