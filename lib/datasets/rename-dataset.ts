import { db } from "#db/client.ts";
import { findDatasetWithOrigin, renameDataset as storeName } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** Gives a dataset another name. Its rows never change. */
export async function renameDataset(
  actor: Actor,
  { id, name }: { id: string; name: string },
): Promise<Result<{ id: string; name: string }, "forbidden" | "not_found">> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const dataset = await findDatasetWithOrigin(tx, id);
    if (!dataset) return refuse("not_found");
    await storeName(tx, id, name);
    await recordAudit(tx, actor, {
      action: "datasets.rename",
      targetType: "dataset",
      targetId: id,
      before: { name: dataset.name },
      after: { name },
    });
    return accept({ id, name });
  });
}
