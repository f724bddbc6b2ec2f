import { db } from "#db/client.ts";
import { findDatasetWithOrigin, archiveDataset as storeArchived } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cleanUploadsJob } from "./jobs.ts";
import { KEPT_FOR_MS } from "./stale-file.ts";

/** Takes a dataset out of the lists. Runs that used it keep its rows; an import under way stops; its files go in a day. */
export async function archiveDataset(
  actor: Actor,
  { id }: { id: string },
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const dataset = await findDatasetWithOrigin(tx, id);
    if (!dataset) return refuse("not_found");
    await storeArchived(tx, id);
    await enqueue(tx, cleanUploadsJob, {}, { startAfter: new Date(Date.now() + KEPT_FOR_MS) });
    const before = { name: dataset.name, rowCount: dataset.rowCount };
    await recordAudit(tx, actor, { action: "datasets.archive", targetType: "dataset", targetId: id, before });
    return accept({ id });
  });
}
