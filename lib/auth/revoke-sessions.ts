import { db } from "#db/client.ts";
import { findMember } from "#db/queries/auth/members.ts";
import { revokeSessions } from "#db/queries/auth/sessions.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { recordAudit } from "./record-audit.ts";

/** Ends one of one's own sessions. */
export async function revokeOwnSession(actor: Actor, sessionId: string): Promise<Result<{ ended: number }>> {
  const ended = await revoke(actor, { memberId: actor.memberId, only: sessionId });
  return ended === 0 ? refuse("not_found") : accept({ ended });
}

/** Ends all of one's own sessions but the one that asks. */
export async function revokeOtherSessions(actor: Actor): Promise<Result<{ ended: number }>> {
  const except = actor.sessionId;
  const ended = await revoke(actor, { memberId: actor.memberId, ...(except && { except }) });
  return accept({ ended });
}

/** Ends all sessions of a member. */
export async function revokeMemberSessions(
  actor: Actor,
  memberId: string,
): Promise<Result<{ ended: number }>> {
  if (!can(actor, "members:write")) return refuse("forbidden");
  if (!(await findMember(db(), memberId))) return refuse("not_found");
  return accept({ ended: await revoke(actor, { memberId }) });
}

async function revoke(actor: Actor, which: Parameters<typeof revokeSessions>[1]): Promise<number> {
  return db().transaction(async (tx) => {
    const ended = await revokeSessions(tx, which, new Date());
    if (ended.length > 0)
      await recordAudit(tx, actor, {
        action: "sessions.revoke",
        targetType: "member",
        targetId: which.memberId,
        after: { sessions: ended },
      });
    return ended.length;
  });
}
