import { db } from "#db/client.ts";
import * as queries from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type ModelView, type PriceView, viewOfModel, viewOfPrice } from "./model-view.ts";
import type { ModelKind } from "./provider.ts";
import { readPrice } from "./read-price.ts";

export interface ModelPage {
  providerId?: string | undefined;
  kind?: ModelKind | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** A page of the models in use with their prices of now, oldest first. */
export async function listModels(
  actor: Actor,
  { providerId, kind, limit, cursor }: ModelPage,
): Promise<Result<{ items: ModelView[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "models:read")) return refuse("forbidden");
  const afterId = decodeIdCursor(cursor);
  const rows = await queries.listModels(db(), { providerId, kind, afterId, limit: limit + 1 });
  const { items, nextCursor } = cutPage(rows, limit, ({ model }) => [model.id]);
  const prices = await queries.listPrices(
    db(),
    items.map(({ model }) => model.id),
  );
  const now = new Date();
  return accept({ items: items.map((found) => viewOfModel(found, prices, now)), nextCursor });
}

/** One model, archived or not. */
export async function viewModel(
  actor: Actor,
  id: string,
): Promise<Result<ModelView, "forbidden" | "not_found">> {
  if (!can(actor, "models:read")) return refuse("forbidden");
  const found = await queries.findModel(db(), id);
  if (!found) return refuse("not_found");
  return accept(viewOfModel(found, await queries.listPrices(db(), [id]), new Date()));
}

/** Every price of a model, past and to come, newest first. */
export async function listPrices(
  actor: Actor,
  modelId: string,
): Promise<Result<{ items: PriceView[]; nextCursor: null }, "forbidden" | "not_found">> {
  if (!can(actor, "models:read")) return refuse("forbidden");
  if (!(await queries.findModel(db(), modelId))) return refuse("not_found");
  const rows = await queries.listPrices(db(), [modelId]);
  return accept({ items: rows.map((row) => viewOfPrice(readPrice(row))), nextCursor: null });
}
