import { and, asc, eq, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { savedViews } from "#db/schema/saved-views.ts";

type ViewRow = typeof savedViews.$inferSelect;

/** What a member kept of a list, by name. */
export function listSavedViews(tx: Db, memberId: string, list: string): Promise<ViewRow[]> {
  return tx
    .select()
    .from(savedViews)
    .where(and(eq(savedViews.memberId, memberId), eq(savedViews.list, list)))
    .orderBy(asc(sql`lower(${savedViews.name})`), asc(savedViews.id));
}

/** Keeps a view; one of the same name is replaced. @returns the id it has. */
export async function keepSavedView(tx: Db, view: typeof savedViews.$inferInsert): Promise<string> {
  const [kept] = await tx
    .insert(savedViews)
    .values(view)
    .onConflictDoUpdate({
      target: [savedViews.memberId, savedViews.list, savedViews.name],
      set: { query: view.query },
    })
    .returning({ id: savedViews.id });
  return kept?.id ?? view.id;
}

/** Forgets a view of the member's; `false` when they have none of that id. */
export async function deleteSavedView(tx: Db, memberId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const gone = await tx
    .delete(savedViews)
    .where(and(eq(savedViews.id, id), eq(savedViews.memberId, memberId)))
    .returning({ id: savedViews.id });
  return gone.length > 0;
}
