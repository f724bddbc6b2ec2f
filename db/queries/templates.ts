import { eq } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { templateVersions } from "#db/schema/templates.ts";

/** A version as the database has it: the draft or a published one. */
export type VersionRow = typeof templateVersions.$inferSelect;

/** The version of an id, draft or published; `null` when there is none. */
export async function findVersion(tx: Db, versionId: string): Promise<VersionRow | null> {
  if (!isUuid(versionId)) return null;
  const [found] = await tx.select().from(templateVersions).where(eq(templateVersions.id, versionId));
  return found ?? null;
}
