import { db } from "#db/client.ts";
import { deleteSavedView, keepSavedView, listSavedViews } from "#db/queries/saved-views.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { SavedView, ViewedList } from "./saved-view.ts";

/** More than this is no shortcut. */
const MOST_VIEWS = 50;

/** What the actor kept of a list, by name. Everybody may, each for themself. */
export async function listViews(actor: Actor, list: ViewedList): Promise<SavedView[]> {
  const views = await listSavedViews(db(), actor.memberId, list);
  return views.map(({ id, name, query }) => ({ id, name, query }));
}

/** Keeps filters and order of a list under a name; what had that name is replaced. Refuses with `too_many_views`. */
export async function keepView(
  actor: Actor,
  view: Omit<SavedView, "id"> & { list: ViewedList },
): Promise<Result<{ id: string }, "too_many_views">> {
  return db().transaction(async (tx) => {
    const kept = await listSavedViews(tx, actor.memberId, view.list);
    if (kept.length >= MOST_VIEWS && !kept.some(({ name }) => name === view.name))
      return refuse("too_many_views", { limit: MOST_VIEWS });
    return accept({ id: await keepSavedView(tx, { id: newId(), memberId: actor.memberId, ...view }) });
  });
}

/** Forgets a view of the actor's. */
export async function forgetView(actor: Actor, id: string): Promise<Result<{ id: string }, "not_found">> {
  return (await deleteSavedView(db(), actor.memberId, id)) ? accept({ id }) : refuse("not_found");
}
