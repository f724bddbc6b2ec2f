import { db } from "#db/client.ts";
import { archiveModelsOf, findProvider, updateProvider } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { viewOfProvider } from "./provider-view.ts";

/** Takes a provider and its models out of use and forgets its key. What was paid to it stays in the ledger. */
export async function archiveProvider(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const before = await findProvider(tx, id);
    if (!before || before.archivedAt) return refuse("not_found");
    const archivedAt = new Date();
    const change = { archivedAt, sealedApiKey: null, apiKeyHint: null };
    await updateProvider(tx, id, change);
    await archiveModelsOf(tx, id, archivedAt);
    await recordAudit(tx, actor, {
      action: "providers.archive",
      targetType: "provider",
      targetId: id,
      before: viewOfProvider(before),
      after: viewOfProvider({ ...before, ...change }),
    });
    return accept({ id });
  });
}
