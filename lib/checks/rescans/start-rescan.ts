import { db } from "#db/client.ts";
import {
  countOutputsInScope,
  endRescan,
  findRescan,
  insertRescan,
  lexiconsOfBatches,
} from "#db/queries/checks/rescans.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { runRescanJob } from "./jobs.ts";
import type { RescanScope } from "./rescan-scope.ts";

/** How many outputs a re-scan would look at, of how many batches. Needs `rescans:run`. */
export async function previewRescan(
  actor: Actor,
  scope: RescanScope,
): Promise<Result<{ outputs: number; batches: number }, "forbidden">> {
  if (!can(actor, "rescans:run")) return refuse("forbidden");
  const batches = await countOutputsInScope(db(), scope);
  return accept({ outputs: outputsOf(batches), batches: batches.length });
}

/**
 * Starts checking outputs anew, by their templates' checks with the lexicons as they are at this moment. Needs
 * `rescans:run`; refuses a scope without an output.
 */
export async function startRescan(
  actor: Actor,
  scope: RescanScope,
): Promise<Result<{ id: string; outputs: number }, "forbidden" | "rescan_empty">> {
  if (!can(actor, "rescans:run")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const batches = await countOutputsInScope(tx, scope);
    const outputs = outputsOf(batches);
    if (outputs === 0) return refuse("rescan_empty");
    const id = newId();
    const lexicons = await lexiconsOfBatches(
      tx,
      batches.map(({ batchId }) => batchId),
    );
    await insertRescan(tx, { id, scope, lexicons, outputs, createdBy: actor.memberId }, batches);
    await recordAudit(tx, actor, {
      action: "rescans.start",
      targetType: "rescan",
      targetId: id,
      after: { scope, outputs, lexicons },
    });
    await enqueue(tx, runRescanJob, { rescanId: id });
    return accept({ id, outputs });
  });
}

/** Stops a re-scan; what it has said by then stays. Needs `rescans:run`. */
export async function cancelRescan(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "rescan_over">> {
  if (!can(actor, "rescans:run")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    if (!(await findRescan(tx, id))) return refuse("not_found");
    if (!(await endRescan(tx, id, { status: "cancelled" }))) return refuse("rescan_over");
    await recordAudit(tx, actor, { action: "rescans.cancel", targetType: "rescan", targetId: id });
    return accept({ id });
  });
}

function outputsOf(batches: readonly { outputs: number }[]): number {
  return batches.reduce((sum, { outputs }) => sum + outputs, 0);
}
