import { db } from "#db/client.ts";
import {
  findSelection,
  listSelections as findSelections,
  insertSelection,
  updateSelection,
} from "#db/queries/catalogue/selections.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { decodeCursor } from "#lib/page.ts";
import { accept, type FieldRefusal, type Result, refuse } from "#lib/result.ts";
import { countFilter } from "../list-products.ts";
import { type ProductFilter, productFilterSchema } from "../product-filter.ts";
import { readFilter } from "../read-filter.ts";

/** A filter that somebody gave a name. */
export interface SelectionView {
  id: string;
  name: string;
  filter: ProductFilter;
  createdBy: { id: string; name: string };
  createdAt: string;
  changedAt: string;
}

type Found = NonNullable<Awaited<ReturnType<typeof findSelection>>>;

/** A selection with how many products it finds now; or with what in its filter no longer makes sense. */
export type CountedSelection = SelectionView & { count: number; exact: boolean; problems: FieldRefusal[] };

/** Keeps a filter under a name. Needs `catalogue:write`. Refuses a filter that makes no sense, at each of its places. */
export async function createSelection(
  actor: Actor,
  { name, filter }: { name: string; filter: ProductFilter },
): Promise<Result<{ id: string; count: number; exact: boolean }, "forbidden" | "filter_invalid">> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  const counted = await countFilter(db(), filter);
  if (!counted.ok) return counted;
  const id = newId();
  await db().transaction(async (tx) => {
    await insertSelection(tx, { id, name, filter, createdBy: actor.memberId });
    const after = { name, filter };
    await recordAudit(tx, actor, {
      action: "selections.create",
      targetType: "selection",
      targetId: id,
      after,
    });
  });
  return accept({ id, ...counted.value });
}

/** Selections, the newest first; one more than `limit`. Needs `catalogue:read`. */
export async function listSelections(
  actor: Actor,
  page: { limit: number; cursor?: string | undefined; name?: string | undefined },
): Promise<Result<SelectionView[], "forbidden">> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const [before] = decodeCursor(page.cursor) ?? [];
  const found = await findSelections(db(), {
    ...{ limit: page.limit, name: page.name },
    before: before === undefined ? undefined : String(before),
  });
  return accept(found.map(toView));
}

/** A selection and how many products it finds at this moment. Needs `catalogue:read`. */
export async function readSelection(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<CountedSelection, "forbidden" | "not_found">> {
  if (!can(actor, "catalogue:read")) return refuse("forbidden");
  const found = await findSelection(db(), id);
  if (!found) return refuse("not_found");
  const view = toView(found);
  const counted = await countFilter(db(), view.filter);
  return accept(
    counted.ok
      ? { ...view, ...counted.value, problems: [] }
      : { ...view, count: 0, exact: true, problems: counted.refusal.fields ?? [] },
  );
}

/** Renames a selection or changes its filter. Needs `catalogue:write`. Refuses a filter that makes no sense. */
export async function changeSelection(
  actor: Actor,
  { id, ...change }: { id: string; name?: string | undefined; filter?: ProductFilter | undefined },
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "filter_invalid">> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const found = await findSelection(tx, id);
    if (!found) return refuse("not_found");
    const before = { name: found.name, filter: found.filter };
    const after = { name: change.name ?? found.name, filter: change.filter ?? found.filter };
    if (change.filter) {
      const question = await readFilter(tx, change.filter);
      if (!question.ok) return question;
    }
    await updateSelection(tx, id, after);
    await recordAudit(tx, actor, {
      action: "selections.change",
      targetType: "selection",
      targetId: id,
      before,
      after,
    });
    return accept({ id });
  });
}

/** Takes a selection out of the lists; datasets that were frozen of it stay. Needs `catalogue:write`. */
export async function archiveSelection(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const found = await findSelection(tx, id);
    if (!found) return refuse("not_found");
    await updateSelection(tx, id, { archivedAt: new Date() });
    const before = { name: found.name };
    await recordAudit(tx, actor, {
      action: "selections.archive",
      targetType: "selection",
      targetId: id,
      before,
    });
    return accept({ id });
  });
}

function toView({ id, name, filter, createdBy, createdByName, createdAt, changedAt }: Found): SelectionView {
  return {
    ...{ id, name },
    filter: productFilterSchema.parse(filter),
    createdBy: { id: createdBy, name: createdByName ?? "" },
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
