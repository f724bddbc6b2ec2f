import { db } from "#db/client.ts";
import { findCollection } from "#db/queries/knowledge/collections.ts";
import { sumCollectionTokens } from "#db/queries/knowledge/passages.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { loadCallableModel } from "#lib/models/callable-model.ts";
import { reservationOf } from "#lib/models/price.ts";
import { type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** What embedding all of a collection by a model would cost. Needs `collections:read`; refuses a model that cannot be called. */
export async function estimateModel(
  actor: Actor,
  id: string,
  embeddingModelId: string,
): Promise<Result<{ texts: number; tokens: number; cost: Money; simulated: boolean }>> {
  if (!can(actor, "collections:read")) return refuse("forbidden");
  const collection = await findCollection(db(), id);
  if (!collection) return refuse("not_found");
  const model = await loadCallableModel(db(), embeddingModelId);
  if (!model.ok) return model;
  const { texts, tokens } = await sumCollectionTokens(db(), id);
  const { price, simulated } = model.value;
  const cost = money(reservationOf(tokens, 0, price), price.currency);
  return accept({ texts, tokens, cost, simulated });
}
