import { db } from "#db/client.ts";
import { readKeepDays, replaceKeepDays, takeNextTurn } from "#db/queries/retention/policies.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { hasGivenUp } from "./given-up.ts";
import { removeOldJob } from "./jobs.ts";
import { type KeepDays, RETENTION_KINDS } from "./retention-kind.ts";
import { refuseMisfits } from "./view-retention.ts";

/** Sets how long everything is kept, and begins to remove what is older. A kind that is not named is kept for good. */
export async function saveRetention(
  actor: Actor,
  keepDays: KeepDays,
): Promise<Result<KeepDays, "forbidden" | "invalid_input">> {
  if (!can(actor, "retention:write")) return refuse("forbidden");
  const refusal = refuseMisfits(keepDays);
  if (refusal) return refusal;
  const policies = RETENTION_KINDS.flatMap((kind) => {
    const days = keepDays[kind];
    return days === undefined ? [] : [{ kind, keepDays: days }];
  });
  return db().transaction(async (tx) => {
    const turn = await takeNextTurn(tx, null);
    const before = Object.fromEntries(await readKeepDays(tx));
    await replaceKeepDays(tx, policies);
    await recordAudit(tx, actor, {
      action: "retention.change",
      targetType: "retention",
      targetId: "policies",
      before,
      after: keepDays,
    });
    const hasWork = policies.length > 0 || (await hasGivenUp(tx));
    if (turn !== null && hasWork) await enqueue(tx, removeOldJob, { turn });
    return accept(keepDays);
  });
}
