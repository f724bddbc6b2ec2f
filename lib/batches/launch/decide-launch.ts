import { type Db, db } from "#db/client.ts";
import { type BatchRow, lockBatch, updateBatch } from "#db/queries/batches/batches.ts";
import { decideApproval, findApprovals } from "#db/queries/batches/launch-approvals.ts";
import { noteLaunchDecided } from "#db/queries/notifications/events.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import { type BatchState, nextBatchState } from "../batch-state.ts";
import { feedBatchJob } from "../jobs.ts";

type Decided = Result<
  { id: string; status: BatchState },
  "forbidden" | "not_found" | "own_launch" | "batch_not_in_state"
>;

/**
 * Lets a launch that waited for it go ahead, with the terms it was launched with: now, or at the start that was chosen where
 * that is still to come. Needs `batches:approve`, of somebody other than its launcher, whichever way they come in.
 */
export function approveLaunch(actor: Actor, id: string): Promise<Decided> {
  return decide(actor, id, "approve", null);
}

/** Refuses a launch that waited for approval: it is over, and has cost nothing. Its launcher is told the note. Needs as above. */
export function refuseLaunch(actor: Actor, { id, note }: { id: string; note: string }): Promise<Decided> {
  return decide(actor, id, "refuse", storableText(note).trim());
}

async function decide(
  actor: Actor,
  id: string,
  event: "approve" | "refuse",
  note: string | null,
): Promise<Decided> {
  if (!can(actor, "batches:approve")) return refuse("forbidden");
  return db().transaction(async (tx): Promise<Decided> => {
    // Held until it is decided: of two who decide at once the second finds it decided.
    const batch = await lockBatch(tx, id);
    if (!batch) return refuse("not_found");
    const status = nextBatchState(batch.state, event);
    if (!status) return refuse("batch_not_in_state", { state: batch.state });
    if (batch.launchedBy === actor.memberId) return refuse("own_launch");
    const approval = (await findApprovals(tx, [id])).get(id);
    const decision = event === "approve" ? "approved" : "refused";
    await updateBatch(tx, id, { state: status, ...(event === "refuse" && { finishedAt: new Date() }) });
    await decideApproval(tx, id, { decision, decidedBy: actor.memberId, note });
    await recordAudit(tx, actor, {
      action: `batches.${event}`,
      targetType: "batch",
      targetId: id,
      before: { state: batch.state },
      after: {
        ...{ state: status, cap: batch.cap, currency: batch.currency, expectedTotal: batch.expectedTotal },
        ...(note !== null && { note }),
        ...(approval?.priceChanged && { priceChanged: true }),
      },
    });
    await noteLaunchDecided(tx, batch, { decision, note, by: actor.memberId });
    if (event === "approve") await startInTime(tx, batch);
    return accept({ id, status });
  });
}

function startInTime(tx: Db, { id, startAt }: BatchRow): Promise<void> {
  return enqueue(tx, feedBatchJob, { batchId: id }, startAt ? { startAfter: startAt } : {});
}
