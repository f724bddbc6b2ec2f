import { and, desc, eq, ilike, isNull, lt } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { selections } from "#db/schema/catalogue.ts";

export type SelectionRow = typeof selections.$inferSelect;

/** Keeps a new selection. */
export async function insertSelection(tx: Db, row: typeof selections.$inferInsert): Promise<void> {
  await tx.insert(selections).values(row);
}

const withMaker = (tx: Db) =>
  tx
    .select({
      id: selections.id,
      name: selections.name,
      filter: selections.filter,
      createdAt: selections.createdAt,
      changedAt: selections.changedAt,
      createdBy: selections.createdBy,
      createdByName: members.name,
    })
    .from(selections)
    .leftJoin(members, eq(members.id, selections.createdBy));

/** A selection that is not archived; `null` for none. */
export async function findSelection(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await withMaker(tx).where(and(eq(selections.id, id), isNull(selections.archivedAt)));
  return found ?? null;
}

/** Selections that are not archived, the newest first, before one; one more than `limit`. */
export function listSelections(
  tx: Db,
  { limit, before, name }: { limit: number; before?: string | undefined; name?: string | undefined },
) {
  return withMaker(tx)
    .where(
      and(
        isNull(selections.archivedAt),
        before && isUuid(before) ? lt(selections.id, before) : undefined,
        name ? ilike(selections.name, `%${name.replace(/[\\%_]/g, "\\$&")}%`) : undefined,
      ),
    )
    .orderBy(desc(selections.id))
    .limit(limit + 1);
}

/** Changes a selection. */
export async function updateSelection(
  tx: Db,
  id: string,
  change: Partial<Pick<SelectionRow, "name" | "filter" | "archivedAt">>,
): Promise<void> {
  await tx
    .update(selections)
    .set({ ...change, changedAt: new Date() })
    .where(eq(selections.id, id));
}
