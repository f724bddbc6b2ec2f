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
import type { Money } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { runRescanJob } from "./jobs.ts";
import { previewJudging, type RescanJudging } from "./preview-judging.ts";
import type { RescanScope } from "./rescan-scope.ts";

/** How many outputs a re-scan would look at, of how many batches, and what models would cost. Needs `rescans:run`. */
export async function previewRescan(
  actor: Actor,
  scope: RescanScope,
): Promise<Result<{ outputs: number; batches: number; judging: RescanJudging | null }, "forbidden">> {
  if (!can(actor, "rescans:run")) return refuse("forbidden");
  const batches = await countOutputsInScope(db(), scope);
  const judging = await previewJudging(db(), batches, scope.published === true);
  return accept({ outputs: outputsOf(batches), batches: batches.length, judging });
}

/**
 * Starts checking outputs anew, by their templates' checks with the lexicons as they are at this moment. Models are asked
 * only where there is a cap for them: else what they said of the same version stays. Needs `rescans:run`; refuses a scope
 * without an output.
 */
export async function startRescan(
  actor: Actor,
  { judgeCap, ...scope }: RescanScope & { judgeCap?: Money | undefined },
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
    await insertRescan(
      tx,
      {
        ...{ id, scope, lexicons, outputs, createdBy: actor.memberId },
        ...(judgeCap && { judgeCap: judgeCap.amount, judgeCurrency: judgeCap.currency }),
      },
      batches,
    );
    await recordAudit(tx, actor, {
      action: "rescans.start",
      targetType: "rescan",
      targetId: id,
      after: { scope, outputs, lexicons, ...(judgeCap && { judgeCap }) },
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
