import { db } from "#db/client.ts";
import {
  findTakeBack,
  insertBulkAction,
  lockBulkAction,
  readDoneOutputs,
} from "#db/queries/outputs/bulk-actions.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { BULK_PERMISSIONS, bulkParts, rejects } from "./bulk-action.ts";
import { runBulkActionJob } from "./jobs.ts";

/**
 * Asks for a bulk action that rejected outputs to be taken back: a job puts each as it was, with the text it had, unless
 * somebody has decided on it since. Needs `review:decide`, and to be who asked for it. Asked for twice, it is the same one.
 */
export async function takeBackBulkAction(
  actor: Actor,
  id: string,
): Promise<
  Result<
    { id: string; count: number },
    "forbidden" | "not_found" | "bulk_action_not_over" | "bulk_action_stays" | "nothing_to_take_back"
  >
> {
  if (!can(actor, BULK_PERMISSIONS["take-back"])) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const action = await lockBulkAction(tx, id);
    if (action?.askedBy !== actor.memberId) return refuse("not_found");
    if (!rejects(action.do)) return refuse("bulk_action_stays");
    if (action.status === "queued" || action.status === "running") return refuse("bulk_action_not_over");
    const before = await findTakeBack(tx, id);
    if (before) return accept({ id: before.id, count: before.itemCount });
    const done = await readDoneOutputs(tx, id);
    if (done.length === 0) return refuse("nothing_to_take_back");
    const added = { id: newId(), do: "take-back" as const, ofAction: id, filter: action.filter };
    const count = done.length;
    await insertBulkAction(
      tx,
      { ...added, status: "queued", itemCount: count, askedBy: actor.memberId },
      bulkParts(done),
    );
    await recordAudit(tx, actor, {
      ...{ action: "outputs.bulk", targetType: "bulk-action", targetId: added.id },
      after: { do: added.do, ofAction: id, count },
    });
    await enqueue(tx, runBulkActionJob, { actionId: added.id });
    return accept({ id: added.id, count });
  });
}
