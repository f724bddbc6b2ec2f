import { db } from "#db/client.ts";
import { findDatasetWithOrigin, archiveDataset as storeArchived } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** Takes a dataset out of the lists. Runs that used it keep its rows; an import under way stops. */
export async function archiveDataset(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const dataset = await findDatasetWithOrigin(tx, id);
    if (!dataset) return refuse("not_found");
    await storeArchived(tx, id);
    const before = { name: dataset.name, rowCount: dataset.rowCount };
    await recordAudit(tx, actor, { action: "datasets.archive", targetType: "dataset", targetId: id, before });
    return accept({ id });
  });
}
