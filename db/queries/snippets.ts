import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import {
  type StoredSnippet,
  snippets,
  snippetVersions,
  templates,
  templateVersions,
} from "#db/schema/templates.ts";

export type SnippetRow = typeof snippets.$inferSelect;

const isNewest = and(
  eq(snippetVersions.snippetId, snippets.id),
  eq(snippetVersions.version, snippets.version),
);

// Templates in use whose draft or newest published version names it.
const usedBy = sql<number>`(select count(distinct v.template_id)::int from ${templateVersions} v
  join ${templates} t on t.id = v.template_id and t.archived_at is null
  where v.snippets @> jsonb_build_array(jsonb_build_object('id', ${snippets.id}::text))
    and (v.number is null or v.number = (
      select max(n.number) from ${templateVersions} n where n.template_id = v.template_id)))`;

/** Every snippet that is in use, by name, with its newest text, who changed it last and how many templates use it. */
export function listSnippets(tx: Db) {
  return tx
    .select({ snippet: snippets, text: snippetVersions.text, updatedByName: members.name, usedBy })
    .from(snippets)
    .innerJoin(snippetVersions, isNewest)
    .leftJoin(members, eq(members.id, snippets.updatedBy))
    .where(isNull(snippets.archivedAt))
    .orderBy(asc(sql`lower(${snippets.name})`), asc(snippets.id));
}

/** A snippet with its newest text, archived or not; `null` when there is none. */
export async function findSnippet(tx: Db, id: string): Promise<(SnippetRow & { text: string }) | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select({ snippet: snippets, text: snippetVersions.text })
    .from(snippets)
    .innerJoin(snippetVersions, isNewest)
    .where(eq(snippets.id, id));
  return found ? { ...found.snippet, text: found.text } : null;
}

/** A snippet in use, locked until the transaction ends; `null` when there is none. */
export async function lockSnippet(tx: Db, id: string): Promise<SnippetRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(snippets)
    .where(and(eq(snippets.id, id), isNull(snippets.archivedAt)))
    .for("update");
  return found ?? null;
}

/** Adds a snippet with its first version. @returns `false` where one in use has its name. */
export async function insertSnippet(
  tx: Db,
  { text, ...snippet }: Pick<SnippetRow, "id" | "name" | "createdBy"> & { text: string },
): Promise<boolean> {
  const added = await tx
    .insert(snippets)
    .values({ ...snippet, version: 1, updatedBy: snippet.createdBy })
    .onConflictDoNothing()
    .returning({ id: snippets.id });
  if (added.length === 0) return false;
  const { id: snippetId, createdBy } = snippet;
  await tx.insert(snippetVersions).values({ snippetId, version: 1, text, createdBy });
  return true;
}

/** Adds a version; the caller holds the snippet. */
export async function insertSnippetVersion(
  tx: Db,
  version: typeof snippetVersions.$inferInsert,
): Promise<void> {
  await tx.insert(snippetVersions).values(version);
}

/** Changes a snippet's own facts. */
export async function updateSnippet(tx: Db, id: string, change: Partial<SnippetRow>): Promise<void> {
  await tx.update(snippets).set(change).where(eq(snippets.id, id));
}

/** The versions of a snippet with their texts, newest first. */
export function listSnippetVersions(tx: Db, snippetId: string) {
  return tx
    .select({
      version: snippetVersions.version,
      text: snippetVersions.text,
      createdAt: snippetVersions.createdAt,
      createdByName: members.name,
    })
    .from(snippetVersions)
    .leftJoin(members, eq(members.id, snippetVersions.createdBy))
    .where(eq(snippetVersions.snippetId, snippetId))
    .orderBy(desc(snippetVersions.version));
}

/** Which version of a snippet each version of a template uses, templates by name, their draft first. */
export function listSnippetUses(tx: Db, snippetId: string) {
  const used = sql<number>`(select (used ->> 'version')::int
    from jsonb_array_elements(${templateVersions.snippets}) used where used ->> 'id' = ${snippetId} limit 1)`;
  return tx
    .select({
      templateId: templates.id,
      templateName: templates.name,
      versionNumber: templateVersions.number,
      snippetVersion: used,
    })
    .from(templateVersions)
    .innerJoin(templates, eq(templates.id, templateVersions.templateId))
    .where(
      and(
        isNull(templates.archivedAt),
        sql`${templateVersions.snippets} @> ${JSON.stringify([{ id: snippetId }])}::jsonb`,
      ),
    )
    .orderBy(
      asc(sql`lower(${templates.name})`),
      asc(templates.id),
      sql`${templateVersions.number} desc nulls first`,
    )
    .limit(500);
}

/**
 * Snippets by name: of each the version that is wished for where there is one, also of one that was archived, else the
 * newest of the one in use. Names that there is nothing for are missing.
 */
export async function findSnippetsByName(
  tx: Db,
  names: readonly string[],
  wished: readonly Pick<StoredSnippet, "name" | "version">[],
): Promise<StoredSnippet[]> {
  if (names.length === 0) return [];
  const rows = await tx
    .select({ snippet: snippets, version: snippetVersions.version, text: snippetVersions.text })
    .from(snippets)
    .innerJoin(snippetVersions, eq(snippetVersions.snippetId, snippets.id))
    .where(inArray(snippets.name, [...names]))
    .orderBy(asc(snippets.archivedAt), desc(snippets.id));
  return names.flatMap((name) => {
    const version = wished.find((wish) => wish.name === name)?.version;
    const own = rows.filter(({ snippet }) => snippet.name === name);
    const newest = own.find((row) => !row.snippet.archivedAt && row.version === row.snippet.version);
    const ofSnippetInUse = own.find((row) => !row.snippet.archivedAt && row.version === version);
    const found = ofSnippetInUse ?? own.find((row) => row.version === version) ?? newest;
    return found ? [{ id: found.snippet.id, name, version: found.version, text: found.text }] : [];
  });
}
