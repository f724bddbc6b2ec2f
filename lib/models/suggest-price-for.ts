import { db } from "#db/client.ts";
import { findProvider } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { SuggestedPrice } from "./suggest-price.ts";

/** The list price of a model that a provider may offer, to start from; `null` when no list knows it. */
export async function suggestPriceFor(
  actor: Actor,
  providerId: string,
  modelName: string,
): Promise<Result<{ suggestion: SuggestedPrice | null }, "forbidden" | "not_found">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  const provider = await findProvider(db(), providerId);
  if (!provider) return refuse("not_found");
  // Loaded when somebody asks: the lists take 20 MB.
  const { suggestPrice } = await import("./suggest-price.ts");
  return accept({ suggestion: suggestPrice(provider.kind, modelName) });
}
