import { eq, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { categories } from "#db/schema/catalogue.ts";

export type CategoryRow = Pick<typeof categories.$inferSelect, "id" | "parentId" | "name">;

/** The whole tree; marketplaces have some tens of thousands. */
export function listCategories(tx: Db): Promise<CategoryRow[]> {
  return tx
    .select({ id: categories.id, parentId: categories.parentId, name: categories.name })
    .from(categories)
    .orderBy(categories.id);
}

/** How many products each category has itself. */
export async function countByCategory(tx: Db): Promise<Map<number, number>> {
  const rows = await tx.execute<{ id: number; count: number }>(sql`
    select category_id as id, count(*)::int as count from products where category_id is not null group by category_id`);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** Renames a category, or hangs it under another one. */
export async function updateCategory(
  tx: Db,
  id: number,
  change: Partial<Pick<CategoryRow, "name" | "parentId">>,
): Promise<void> {
  await tx.update(categories).set(change).where(eq(categories.id, id));
}
