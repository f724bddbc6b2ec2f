import { db } from "#db/client.ts";
import { cancelProposing, findImprovement } from "#db/queries/improvements/improvements.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cancelTrial } from "#lib/trials/cancel-trial.ts";

/**
 * Cancels an improvement: no new call begins. The proposer's call under way is given up within a second and may have been
 * billed; calls of its trial end and are paid. What has ended stays as it is. Needs `trials:run`.
 */
export async function cancelImprovement(
  actor: Actor,
  { templateId, improvementId }: { templateId: string; improvementId: string },
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "trials:run")) return refuse("forbidden");
  const before = await findImprovement(db(), improvementId);
  if (before?.improvement.templateId !== templateId) return refuse("not_found");
  const isCancelled = await db().transaction(async (tx) => {
    if (!(await cancelProposing(tx, improvementId))) return false;
    await recordAudit(tx, actor, {
      action: "improvements.cancel",
      targetType: "template",
      targetId: templateId,
      after: { improvementId },
    });
    return true;
  });
  if (isCancelled) return accept({ id: improvementId });
  // Its trial may have begun between.
  const trialId = (await findImprovement(db(), improvementId))?.improvement.trialId;
  const cancelled = trialId ? await cancelTrial(actor, trialId) : null;
  return cancelled && !cancelled.ok && cancelled.refusal.code === "forbidden"
    ? refuse("forbidden")
    : accept({ id: improvementId });
}
