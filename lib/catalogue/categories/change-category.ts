import { db } from "#db/client.ts";
import {
  countByCategory,
  listCategories as listFound,
  updateCategory,
} from "#db/queries/catalogue/categories.ts";
import { takeTurn } from "#db/queries/catalogue/write-products.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type CategoryNode, CategoryTree } from "./category-tree.ts";

/** A category with the products it has itself. */
export interface CategoryView extends CategoryNode {
  path: string[];
  productCount: number;
}

/** Every category, each after the one it is under. Needs `catalogue:read`. */
export async function listCategories(actor: Actor): Promise<Result<CategoryView[], "forbidden">> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const nodes = await listFound(db());
  const counts = await countByCategory(db());
  const tree = new CategoryTree(nodes);
  const views = nodes.map((node) => ({
    ...node,
    path: tree.pathOf(node.id),
    productCount: counts.get(node.id) ?? 0,
  }));
  return accept(views.sort((a, b) => compareTexts(a.path.join("\u0001"), b.path.join("\u0001"))));
}

/**
 * Renames a category, or hangs it and all under it elsewhere; imports go on finding it by the path they name. Needs
 * `catalogue:write`. Refuses to hang it under itself or under what is under it, and under one that there is not.
 */
export async function changeCategory(
  actor: Actor,
  { id, name, parentId }: { id: number; name?: string | undefined; parentId?: number | null | undefined },
): Promise<Result<CategoryView, "forbidden" | "not_found" | "category_unknown" | "category_would_loop">> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    // Two moves at once could close a loop that neither sees.
    await takeTurn(tx);
    const nodes = await listFound(tx);
    const before = nodes.find((node) => node.id === id);
    if (!before) return refuse("not_found");
    if (parentId && !nodes.some((node) => node.id === parentId))
      return refuse("category_unknown", { category: parentId }, [
        { path: "parentId", code: "category_unknown" },
      ]);
    const loop = parentId === undefined ? null : new CategoryTree(nodes).loopOf(id, parentId);
    if (loop) {
      const params = { loop: loop.join(" > ") };
      return refuse("category_would_loop", params, [
        { path: "parentId", code: "category_would_loop", params },
      ]);
    }
    const after = {
      ...before,
      ...(name !== undefined && { name }),
      ...(parentId !== undefined && { parentId }),
    };
    await updateCategory(tx, id, { name: after.name, parentId: after.parentId });
    await recordAudit(tx, actor, {
      action: "catalogue.category",
      targetType: "category",
      targetId: String(id),
      before: { name: before.name, parentId: before.parentId },
      after: { name: after.name, parentId: after.parentId },
    });
    const tree = new CategoryTree(nodes.map((node) => (node.id === id ? after : node)));
    const counts = await countByCategory(tx);
    return accept({ ...after, path: tree.pathOf(id), productCount: counts.get(id) ?? 0 });
  });
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
