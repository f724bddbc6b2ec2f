import { and, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { madePictures } from "#db/schema/images.ts";

export type MadePicture = typeof madePictures.$inferSelect;

/** What was made of the same content in the same way before; `null` where nothing was. */
export async function findMadePicture(tx: Db, digest: string): Promise<MadePicture | null> {
  const [found] = await tx.select().from(madePictures).where(eq(madePictures.digest, digest));
  return found ?? null;
}

/** Notes what came of a content and operations, in place of what was removed. */
export async function insertMadePicture(tx: Db, made: Omit<MadePicture, "createdAt">): Promise<void> {
  await tx.insert(madePictures).values(made).onConflictDoUpdate({ target: madePictures.digest, set: made });
}

/** Of these assets, those on which a label was drawn that is seen and that their files say too. */
export async function findLabelled(tx: Db, assetIds: readonly string[]): Promise<Set<string>> {
  if (assetIds.length === 0) return new Set();
  const rows = await tx
    .select({ assetId: madePictures.assetId })
    .from(madePictures)
    .where(
      and(
        inArray(madePictures.assetId, [...assetIds]),
        sql`${madePictures.facts} @> '{"label":{"seen":true,"embedded":true}}'::jsonb`,
      ),
    );
  return new Set(rows.map(({ assetId }) => assetId));
}
