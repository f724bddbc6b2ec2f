import { db } from "#db/client.ts";
import { findProvider, insertProvider } from "#db/queries/models.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { seal } from "#lib/seal.ts";
import { checkKey, checkProvider, hintOf, type ProviderFields } from "./provider-fields.ts";
import { sealedReach } from "./provider-secrets.ts";
import { type ProviderView, viewOfProvider } from "./provider-view.ts";

/** Adds a provider; its key, query and headers are sealed and never shown again. */
export async function createProvider(
  actor: Actor,
  input: ProviderFields & { apiKey?: string | null | undefined },
): Promise<Result<ProviderView, "forbidden" | "invalid_input">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  const { apiKey, ...given } = input;
  const checked = checkProvider(given);
  if (!checked.ok) return checked;
  const wrongKey = checkKey(apiKey);
  if (wrongKey) return refuse("invalid_input", {}, [wrongKey]);
  const id = newId();
  const key = apiKey ? { sealedApiKey: seal(apiKey, id), apiKeyHint: hintOf(apiKey) } : {};
  return db().transaction(async (tx) => {
    await insertProvider(tx, { id, ...given, ...sealedReach(id, given.kind, given), ...key });
    const made = await findProvider(tx, id);
    if (!made) throw new AppError("A provider just added is not there.", { facts: { id } });
    const view = viewOfProvider(made);
    await recordAudit(tx, actor, {
      action: "providers.create",
      targetType: "provider",
      targetId: id,
      after: view,
    });
    return accept(view);
  });
}
