import { db } from "#db/client.ts";
import * as queries from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type ProviderView, viewOfProvider } from "./provider-view.ts";

/** A page of the providers in use, oldest first. */
export async function listProviders(
  actor: Actor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Result<{ items: ProviderView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "models:read")) return refuse("forbidden");
  const afterId = decodeIdCursor(cursor);
  const rows = await queries.listProviders(db(), {
    ...(afterId && { afterId }),
    limit: limit + 1,
  });
  const page = cutPage(rows, limit, (row) => [row.id]);
  return accept({ ...page, items: page.items.map(viewOfProvider) });
}

/** One provider, archived or not. */
export async function viewProvider(
  actor: Actor,
  id: string,
): Promise<Result<ProviderView, "forbidden" | "not_found">> {
  if (!can(actor, "models:read")) return refuse("forbidden");
  const found = await queries.findProvider(db(), id);
  return found ? accept(viewOfProvider(found)) : refuse("not_found");
}
