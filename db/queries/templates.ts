import {
  aliasedTable,
  and,
  desc,
  eq,
  ilike,
  inArray,
  isNotNull,
  isNull,
  lt,
  max,
  or,
  sql,
} from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";

export type TemplateRow = typeof templates.$inferSelect;
/** A version as the database has it: the draft or a published one. */
export type VersionRow = typeof templateVersions.$inferSelect;

/** The version of an id, draft or published; `null` when there is none. */
export async function findVersion(tx: Db, versionId: string): Promise<VersionRow | null> {
  if (!isUuid(versionId)) return null;
  const [found] = await tx.select().from(templateVersions).where(eq(templateVersions.id, versionId));
  return found ?? null;
}

/** The template of an id with the name of who changed it last, archived or not; `null` when there is none. */
export async function findTemplate(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select({ template: templates, updatedByName: members.name })
    .from(templates)
    .leftJoin(members, eq(members.id, templates.updatedBy))
    .where(eq(templates.id, id));
  return found ? { ...found.template, updatedByName: found.updatedByName } : null;
}

/** The template of an id that is not archived, locked until the transaction ends; `null` when there is none. */
export async function lockTemplate(tx: Db, id: string): Promise<TemplateRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(templates)
    .where(and(eq(templates.id, id), isNull(templates.archivedAt)))
    .for("update");
  return found ?? null;
}

/** The template of an id if it is archived; `null` for one that is not, or that there is none of. */
export async function findArchivedTemplate(tx: Db, id: string): Promise<TemplateRow | null> {
  const [found] = await tx
    .select()
    .from(templates)
    .where(and(eq(templates.id, id), isNotNull(templates.archivedAt)));
  return found ?? null;
}

/** The one draft of a template. */
export async function findDraft(tx: Db, templateId: string): Promise<VersionRow | null> {
  const [found] = await tx
    .select()
    .from(templateVersions)
    .where(and(eq(templateVersions.templateId, templateId), eq(templateVersions.state, "draft")));
  return found ?? null;
}

/** Whether a template that is not archived has this name, whatever its capitals. */
export async function findTemplateByName(tx: Db, name: string): Promise<TemplateRow | null> {
  const [found] = await tx
    .select()
    .from(templates)
    .where(and(sql`lower(${templates.name}) = lower(${name})`, isNull(templates.archivedAt)))
    .limit(1);
  return found ?? null;
}

/** Adds a template. */
export async function insertTemplate(tx: Db, template: typeof templates.$inferInsert): Promise<void> {
  await tx.insert(templates).values(template);
}

/** Adds a version. */
export async function insertVersion(tx: Db, version: typeof templateVersions.$inferInsert): Promise<void> {
  await tx.insert(templateVersions).values(version);
}

/** Changes a template's own facts. */
export async function updateTemplate(
  tx: Db,
  id: string,
  change: Partial<Omit<TemplateRow, "id">>,
): Promise<void> {
  await tx.update(templates).set(change).where(eq(templates.id, id));
}

/** Saves a draft if it is still at the revision it was read at; gives the new revision, or `null`. */
export async function updateDraft(
  tx: Db,
  templateId: string,
  revision: number,
  change: Pick<
    VersionRow,
    | "sections"
    | "inputs"
    | "outputs"
    | "steps"
    | "result"
    | "languages"
    | "checks"
    | "evaluators"
    | "rules"
    | "snippets"
    | "languageOverrides"
    | "glossaryIds"
    | "memory"
    | "updatedAt"
    | "savedBy"
    | "savedFrom"
    | "savedSince"
  >,
): Promise<number | null> {
  const [saved] = await tx
    .update(templateVersions)
    .set({ ...change, revision: revision + 1 })
    .where(
      and(
        eq(templateVersions.templateId, templateId),
        eq(templateVersions.state, "draft"),
        eq(templateVersions.revision, revision),
      ),
    )
    .returning({ revision: templateVersions.revision });
  return saved?.revision ?? null;
}

/** The highest number published so far; 0 for none. */
export async function lastNumber(tx: Db, templateId: string): Promise<number> {
  const [found] = await tx
    .select({ number: sql<number>`coalesce(max(${templateVersions.number}), 0)::int` })
    .from(templateVersions)
    .where(eq(templateVersions.templateId, templateId));
  return found?.number ?? 0;
}

/** Published versions of a template, newest first, one more than `limit` where there are more. */
export function listVersions(
  tx: Db,
  templateId: string,
  { before, limit }: { before?: number | undefined; limit: number },
) {
  return tx
    .select({
      id: templateVersions.id,
      number: sql<number>`${templateVersions.number}`,
      note: templateVersions.note,
      publishedAt: templateVersions.publishedAt,
      publishedBy: templateVersions.publishedBy,
      publishedByName: members.name,
    })
    .from(templateVersions)
    .leftJoin(members, eq(members.id, templateVersions.publishedBy))
    .where(
      and(
        eq(templateVersions.templateId, templateId),
        eq(templateVersions.state, "published"),
        before === undefined ? undefined : lt(templateVersions.number, before),
      ),
    )
    .orderBy(desc(templateVersions.number))
    .limit(limit + 1);
}

export interface TemplateFilter {
  search?: string | undefined;
  /** Position of the last template of the page before: its time of change and its id. */
  after?: { updatedAt: Date; id: string } | undefined;
  limit: number;
}

/** Templates that are not archived, last changed first, each with its draft; one more than `limit`. */
export function listTemplates(tx: Db, { search, after, limit }: TemplateFilter) {
  const draft = aliasedTable(templateVersions, "draft");
  const pattern = search && `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return tx
    .select({
      id: templates.id,
      name: templates.name,
      description: templates.description,
      updatedAt: templates.updatedAt,
      updatedByName: members.name,
      draft,
    })
    .from(templates)
    .innerJoin(draft, and(eq(draft.templateId, templates.id), eq(draft.state, "draft")))
    .leftJoin(members, eq(members.id, templates.updatedBy))
    .where(
      and(
        isNull(templates.archivedAt),
        pattern ? or(ilike(templates.name, pattern), ilike(templates.description, pattern)) : undefined,
        after &&
          or(
            lt(templates.updatedAt, after.updatedAt),
            and(eq(templates.updatedAt, after.updatedAt), lt(templates.id, after.id)),
          ),
      ),
    )
    .orderBy(desc(templates.updatedAt), desc(templates.id))
    .limit(limit + 1);
}

/** The newest published version of each of these templates. */
export async function latestVersions(tx: Db, templateIds: string[]): Promise<VersionRow[]> {
  if (templateIds.length === 0) return [];
  const newer = aliasedTable(templateVersions, "newer");
  const newest = tx
    .select({ number: max(newer.number) })
    .from(newer)
    .where(eq(newer.templateId, templateVersions.templateId));
  return tx
    .select()
    .from(templateVersions)
    .where(and(inArray(templateVersions.templateId, templateIds), eq(templateVersions.number, newest)));
}

/** The steps of these versions, by their id. */
export async function readSteps(tx: Db, versionIds: string[]): Promise<Map<string, VersionRow["steps"]>> {
  if (versionIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: templateVersions.id, steps: templateVersions.steps })
    .from(templateVersions)
    .where(inArray(templateVersions.id, versionIds));
  return new Map(rows.map(({ id, steps }) => [id, steps]));
}

/** How many batches each of these templates was launched for; templates without one are not in it. */
export async function countBatches(tx: Db, templateIds: string[]): Promise<Map<string, number>> {
  if (templateIds.length === 0) return new Map();
  const rows = await tx
    .select({ templateId: batches.templateId, count: sql<number>`count(*)::int` })
    .from(batches)
    .where(inArray(batches.templateId, templateIds))
    .groupBy(batches.templateId);
  return new Map(rows.map(({ templateId, count }) => [templateId, count]));
}
