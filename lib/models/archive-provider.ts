import { db } from "#db/client.ts";
import { listBatchesAt } from "#db/queries/batches/provider-batches.ts";
import { archiveModelsOf, findProvider, updateProvider } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { viewOfProvider } from "./provider-view.ts";

/** Batches that a refusal names; of more it says how many there are. */
const MOST_NAMED = 3;

/**
 * Takes a provider and its models out of use and forgets its key, query and headers. What was paid to it stays in the ledger. Refused
 * while it holds batches of ours: without the key their results, which are billed, could never be fetched.
 */
export async function archiveProvider(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "provider_has_open_batches">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const before = await findProvider(tx, id);
    if (!before || before.archivedAt) return refuse("not_found");
    const open = await listBatchesAt(tx, id);
    if (open.length > 0) return refuse("provider_has_open_batches", openBatches(open));
    const archivedAt = new Date();
    const change = {
      archivedAt,
      sealedApiKey: null,
      apiKeyHint: null,
      sealedQuery: null,
      sealedHeaders: null,
    };
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

function openBatches(open: readonly { name: string }[]): { count: number; batches: string } {
  const named = open.slice(0, MOST_NAMED).map(({ name }) => `“${name}”`);
  return { count: open.length, batches: [...named, ...(open.length > MOST_NAMED ? ["…"] : [])].join(", ") };
}
