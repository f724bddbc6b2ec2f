import { and, asc, desc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { lexicons, lexiconVersions, type StoredLexiconEntry } from "#db/schema/checks.ts";

export type LexiconRow = typeof lexicons.$inferSelect;

/** A lexicon with the entries of one of its versions. */
export type LexiconWithEntries = LexiconRow & { entries: StoredLexiconEntry[] };

const entryCount = sql<number>`jsonb_array_length(${lexiconVersions.entries})`;
const isNewest = and(
  eq(lexiconVersions.lexiconId, lexicons.id),
  eq(lexiconVersions.version, lexicons.version),
);

/** Every lexicon that is in use, by name, with how many entries it has and who changed it last. */
export function listLexicons(tx: Db) {
  return tx
    .select({ lexicon: lexicons, entries: entryCount, updatedByName: members.name })
    .from(lexicons)
    .innerJoin(lexiconVersions, isNewest)
    .leftJoin(members, eq(members.id, lexicons.updatedBy))
    .where(isNull(lexicons.archivedAt))
    .orderBy(asc(sql`lower(${lexicons.name})`), asc(lexicons.id));
}

/** Lexicons of these ids with their newest entries, archived ones left out; those there are none of are missing. */
export async function findLexicons(tx: Db, ids: readonly string[]): Promise<LexiconWithEntries[]> {
  const known = ids.filter((id) => isUuid(id));
  if (known.length === 0) return [];
  const rows = await tx
    .select({ lexicon: lexicons, entries: lexiconVersions.entries })
    .from(lexicons)
    .innerJoin(lexiconVersions, isNewest)
    .where(and(inArray(lexicons.id, known), isNull(lexicons.archivedAt)));
  return rows.map(({ lexicon, entries }) => ({ ...lexicon, entries }));
}

/** These lexicons with the version each is at and the languages it holds for; archived ones are left out. */
export function lexiconVersionsOf(tx: Db, ids: readonly string[]) {
  return tx
    .select({ id: lexicons.id, version: lexicons.version, languages: lexicons.languages })
    .from(lexicons)
    .where(and(inArray(lexicons.id, [...ids]), isNull(lexicons.archivedAt)))
    .orderBy(asc(lexicons.id));
}

/** Whether there is any lexicon, archived or not; whoever asks at the same time waits until the transaction ends. */
export async function hasLexicons(tx: Db): Promise<boolean> {
  await tx.execute(sql`lock table ${lexicons} in share row exclusive mode`);
  const [found] = await tx.select({ id: lexicons.id }).from(lexicons).limit(1);
  return found !== undefined;
}

/** A lexicon in use, locked until the transaction ends; `null` when there is none. */
export async function lockLexicon(tx: Db, id: string): Promise<LexiconRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(lexicons)
    .where(and(eq(lexicons.id, id), isNull(lexicons.archivedAt)))
    .for("update");
  return found ?? null;
}

/** Adds a lexicon with its first version. */
export async function insertLexicon(
  tx: Db,
  lexicon: Pick<LexiconRow, "id" | "name" | "languages" | "createdBy">,
  entries: StoredLexiconEntry[],
): Promise<void> {
  await tx.insert(lexicons).values({ ...lexicon, version: 1, updatedBy: lexicon.createdBy });
  await tx
    .insert(lexiconVersions)
    .values({ lexiconId: lexicon.id, version: 1, entries, createdBy: lexicon.createdBy });
}

/** Changes a lexicon's own facts. */
export async function updateLexicon(tx: Db, id: string, change: Partial<LexiconRow>): Promise<void> {
  await tx.update(lexicons).set(change).where(eq(lexicons.id, id));
}

/** Adds a version; the caller holds the lexicon, and moves it on. */
export async function insertLexiconVersion(
  tx: Db,
  version: typeof lexiconVersions.$inferInsert,
): Promise<void> {
  await tx.insert(lexiconVersions).values(version);
}

/** The versions of a lexicon, newest first, with how many entries each has and who made it. */
export function listLexiconVersions(tx: Db, lexiconId: string) {
  return tx
    .select({
      version: lexiconVersions.version,
      entries: entryCount,
      createdAt: lexiconVersions.createdAt,
      createdByName: members.name,
    })
    .from(lexiconVersions)
    .leftJoin(members, eq(members.id, lexiconVersions.createdBy))
    .where(eq(lexiconVersions.lexiconId, lexiconId))
    .orderBy(desc(lexiconVersions.version));
}

/** The entries of one version of a lexicon, archived or not; `null` where there is none. */
export async function findLexiconEntries(
  tx: Db,
  id: string,
  version: number,
): Promise<StoredLexiconEntry[] | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select({ entries: lexiconVersions.entries })
    .from(lexiconVersions)
    .where(and(eq(lexiconVersions.lexiconId, id), eq(lexiconVersions.version, version)));
  return found?.entries ?? null;
}

/** Lexicons with their entries as they stood in these versions. */
export async function findVersionsOfLexicons(
  tx: Db,
  wanted: readonly { id: string; version: number }[],
): Promise<LexiconWithEntries[]> {
  if (wanted.length === 0) return [];
  const rows = await tx
    .select({ lexicon: lexicons, version: lexiconVersions.version, entries: lexiconVersions.entries })
    .from(lexicons)
    .innerJoin(lexiconVersions, eq(lexiconVersions.lexiconId, lexicons.id))
    .where(
      or(
        ...wanted.map(({ id, version }) =>
          and(eq(lexiconVersions.lexiconId, id), eq(lexiconVersions.version, version)),
        ),
      ),
    )
    .orderBy(asc(lexicons.id));
  return rows.map(({ lexicon, version, entries }) => ({ ...lexicon, version, entries }));
}
