import { and, asc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";
import { tools } from "#db/schema/tools.ts";

export type ToolRow = typeof tools.$inferSelect;

/** The tools in use, by name. */
export async function listTools(tx: Db): Promise<ToolRow[]> {
  return tx.select().from(tools).where(isNull(tools.archivedAt)).orderBy(asc(tools.name), asc(tools.id));
}

/** A tool, archived or not; `null` where there is none of that id. */
export async function findTool(tx: Db, id: string): Promise<ToolRow | null> {
  const [found] = await findTools(tx, [id]);
  return found ?? null;
}

/** The tools of these ids, archived ones among them. */
export async function findTools(tx: Db, ids: readonly string[]): Promise<ToolRow[]> {
  const known = ids.filter((id) => isUuid(id));
  if (known.length === 0) return [];
  return tx.select().from(tools).where(inArray(tools.id, known));
}

/** A tool in use whose row stays the transaction's own until it ends; `null` where there is none. */
export async function lockTool(tx: Db, id: string): Promise<ToolRow | null> {
  if (!isUuid(id)) return null;
  const [found] = (await tx
    .select()
    .from(tools)
    .where(and(eq(tools.id, id), isNull(tools.archivedAt)))
    .for("update")) as ToolRow[];
  return found ?? null;
}

/** Whether a tool in use has a name. */
export async function findToolByName(tx: Db, name: string): Promise<{ id: string } | null> {
  const [found] = await tx
    .select({ id: tools.id })
    .from(tools)
    .where(and(eq(tools.name, name), isNull(tools.archivedAt)));
  return found ?? null;
}

/** Adds a tool. */
export async function insertTool(tx: Db, tool: typeof tools.$inferInsert): Promise<void> {
  await tx.insert(tools).values(tool);
}

/** Changes a tool. */
export async function updateTool(tx: Db, id: string, change: Partial<ToolRow>): Promise<void> {
  await tx
    .update(tools)
    .set({ ...change, updatedAt: new Date() })
    .where(eq(tools.id, id));
}

/** The templates in use whose draft or any published version calls a tool, by name. */
export async function listTemplatesUsing(tx: Db, toolId: string): Promise<{ id: string; name: string }[]> {
  return tx
    .selectDistinct({ id: templates.id, name: templates.name })
    .from(templates)
    .innerJoin(templateVersions, eq(templateVersions.templateId, templates.id))
    .where(and(isNull(templates.archivedAt), callsTool(toolId)))
    .orderBy(asc(templates.name), asc(templates.id));
}

function callsTool(toolId: string): SQL {
  return sql`${templateVersions.steps} @> ${JSON.stringify([{ kind: "http", toolId }])}::jsonb`;
}
