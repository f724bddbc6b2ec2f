import { db } from "#db/client.ts";
import { findSession, revokeSessions } from "#db/queries/auth/sessions.ts";
import { recordAudit } from "./record-audit.ts";
import { isRole } from "./role.ts";

/** Signs out the browser of a session. Nothing happens when it was over already. */
export async function endSession(sessionId: string, address?: string): Promise<void> {
  await db().transaction(async (tx) => {
    const found = await findSession(tx, sessionId);
    if (!found) return;
    const { member } = found;
    const ended = await revokeSessions(tx, { memberId: member.id, only: sessionId }, new Date());
    if (ended.length === 0) return;
    const actor = {
      memberId: member.id,
      name: member.name,
      roles: member.roles.filter(isRole),
      via: "session" as const,
      sessionId,
      ...(address && { address }),
    };
    await recordAudit(tx, actor, {
      action: "sessions.end",
      targetType: "member",
      targetId: member.id,
      after: { name: member.name },
    });
  });
}
