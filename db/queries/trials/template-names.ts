import { inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { templates } from "#db/schema/templates.ts";

/** The names of templates by id. */
export async function nameTemplates(tx: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: templates.id, name: templates.name })
    .from(templates)
    .where(inArray(templates.id, [...ids]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
