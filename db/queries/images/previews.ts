import { and, eq, lt, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { imagePreviews } from "#db/schema/images.ts";

export type PreviewRecord = typeof imagePreviews.$inferSelect;

/** Adds a preview that is to be made. */
export async function insertPreview(
  tx: Db,
  preview: Pick<PreviewRecord, "id" | "assetId" | "operations" | "createdBy">,
): Promise<void> {
  await tx.insert(imagePreviews).values({ ...preview, status: "queued" });
}

/** A preview; `null` when there is none of that id. */
export async function findPreview(tx: Db, id: string): Promise<PreviewRecord | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(imagePreviews).where(eq(imagePreviews.id, id));
  return found ?? null;
}

/** Ends a preview that is not over yet. */
export async function endPreview(
  tx: Db,
  id: string,
  ending: Pick<PreviewRecord, "status"> & Partial<Pick<PreviewRecord, "failure" | "resultId" | "notes">>,
): Promise<void> {
  await tx
    .update(imagePreviews)
    .set({ ...ending, finishedAt: sql`now()` })
    .where(and(eq(imagePreviews.id, id), eq(imagePreviews.status, "queued")));
}

/** Forgets previews from before a moment. */
export async function deletePreviews(tx: Db, before: Date): Promise<void> {
  await tx.delete(imagePreviews).where(lt(imagePreviews.createdAt, before));
}
