import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { glossaries, glossaryVersions, type StoredGlossaryEntry } from "#db/schema/glossaries.ts";

export type GlossaryRow = typeof glossaries.$inferSelect;

/** A glossary with the entries of one of its versions. */
export type GlossaryWithEntries = GlossaryRow & { entries: StoredGlossaryEntry[] };

const entryCount = sql<number>`jsonb_array_length(${glossaryVersions.entries})`;
const isNewest = and(
  eq(glossaryVersions.glossaryId, glossaries.id),
  eq(glossaryVersions.version, glossaries.version),
);

/** Every glossary that is in use, by name, with how many entries it has and who changed it last. */
export function listGlossaries(tx: Db) {
  return tx
    .select({ glossary: glossaries, entries: entryCount, updatedByName: members.name })
    .from(glossaries)
    .innerJoin(glossaryVersions, isNewest)
    .leftJoin(members, eq(members.id, glossaries.updatedBy))
    .where(isNull(glossaries.archivedAt))
    .orderBy(asc(sql`lower(${glossaries.name})`), asc(glossaries.id));
}

/** Glossaries of these ids with their newest entries, archived ones left out; those there are none of are missing. */
export async function findGlossaries(tx: Db, ids: readonly string[]): Promise<GlossaryWithEntries[]> {
  const known = ids.filter((id) => isUuid(id));
  if (known.length === 0) return [];
  const rows = await tx
    .select({ glossary: glossaries, entries: glossaryVersions.entries })
    .from(glossaries)
    .innerJoin(glossaryVersions, isNewest)
    .where(and(inArray(glossaries.id, known), isNull(glossaries.archivedAt)));
  return rows.map(({ glossary, entries }) => ({ ...glossary, entries }));
}

/** These glossaries with the version each is at; archived ones are left out. */
export function glossaryVersionsOf(tx: Db, ids: readonly string[]) {
  return tx
    .select({ id: glossaries.id, name: glossaries.name, version: glossaries.version })
    .from(glossaries)
    .where(and(inArray(glossaries.id, [...ids]), isNull(glossaries.archivedAt)))
    .orderBy(asc(glossaries.id));
}

/** A glossary in use, locked until the transaction ends; `null` when there is none. */
export async function lockGlossary(tx: Db, id: string): Promise<GlossaryRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(glossaries)
    .where(and(eq(glossaries.id, id), isNull(glossaries.archivedAt)))
    .for("update");
  return found ?? null;
}

/** Adds a glossary with its first version. */
export async function insertGlossary(
  tx: Db,
  glossary: Pick<GlossaryRow, "id" | "name" | "createdBy">,
  entries: StoredGlossaryEntry[],
): Promise<void> {
  await tx.insert(glossaries).values({ ...glossary, version: 1, updatedBy: glossary.createdBy });
  await tx
    .insert(glossaryVersions)
    .values({ glossaryId: glossary.id, version: 1, entries, createdBy: glossary.createdBy });
}

/** Changes a glossary's own facts. */
export async function updateGlossary(tx: Db, id: string, change: Partial<GlossaryRow>): Promise<void> {
  await tx.update(glossaries).set(change).where(eq(glossaries.id, id));
}

/** Adds a version; the caller holds the glossary, and moves it on. */
export async function insertGlossaryVersion(
  tx: Db,
  version: typeof glossaryVersions.$inferInsert,
): Promise<void> {
  await tx.insert(glossaryVersions).values(version);
}

/** The versions of a glossary, newest first, with how many entries each has and who made it. */
export function listGlossaryVersions(tx: Db, glossaryId: string) {
  return tx
    .select({
      version: glossaryVersions.version,
      entries: entryCount,
      createdAt: glossaryVersions.createdAt,
      createdByName: members.name,
    })
    .from(glossaryVersions)
    .leftJoin(members, eq(members.id, glossaryVersions.createdBy))
    .where(eq(glossaryVersions.glossaryId, glossaryId))
    .orderBy(desc(glossaryVersions.version));
}

/** The entries of one version of a glossary, archived or not; `null` where there is none. */
export async function findGlossaryEntries(
  tx: Db,
  id: string,
  version: number,
): Promise<StoredGlossaryEntry[] | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select({ entries: glossaryVersions.entries })
    .from(glossaryVersions)
    .where(and(eq(glossaryVersions.glossaryId, id), eq(glossaryVersions.version, version)));
  return found?.entries ?? null;
}
