import { db } from "#db/client.ts";
import { findProvider } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { reachProvider } from "./callable-model.ts";
import { askForModels } from "./list-offered-models.ts";

export type ProviderTest =
  | { status: "ok"; latencyMs: number; modelCount: number }
  /** `code` has a text of its own; `detail` is what the provider said, if anything. */
  | { status: "failed"; latencyMs: number; code: string; detail: string };

/** Tries a provider's address and key by asking for its models, which no provider charges for. */
export async function testProvider(
  actor: Actor,
  providerId: string,
): Promise<Result<ProviderTest, "forbidden" | "not_found">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  const provider = await findProvider(db(), providerId);
  if (!provider || provider.archivedAt) return refuse("not_found");
  const startedAt = performance.now();
  const asked = await askForModels(reachProvider(provider));
  const latencyMs = Math.round(performance.now() - startedAt);
  if ("names" in asked) return accept({ status: "ok", latencyMs, modelCount: asked.names.length });
  return accept({ status: "failed", latencyMs, ...asked.failure });
}
