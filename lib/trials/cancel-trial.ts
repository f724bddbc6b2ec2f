import { db } from "#db/client.ts";
import { updateCellsIn } from "#db/queries/trials/cells.ts";
import { findTrial, updateOpenTrial } from "#db/queries/trials/trials.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/**
 * Stops a trial: no new call begins; calls under way end, are paid and shown. A trial that has ended stays as it
 * is. Needs `trials:run`.
 */
export async function cancelTrial(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "trials:run")) return refuse("forbidden");
  if (!(await findTrial(db(), id))) return refuse("not_found");
  await db().transaction(async (tx) => {
    const cancelled = await updateOpenTrial(tx, id, { status: "cancelled" }, "running");
    if (!cancelled) return;
    await updateCellsIn(tx, id, ["pending"], { status: "skipped", failure: { code: "trial_cancelled" } });
    await recordAudit(tx, actor, { action: "trials.cancel", targetType: "trial", targetId: id });
  });
  return accept({ id });
}
