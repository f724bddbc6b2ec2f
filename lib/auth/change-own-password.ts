import { db } from "#db/client.ts";
import { findMember, updateMember } from "#db/queries/auth/members.ts";
import { revokeSessions } from "#db/queries/auth/sessions.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { checkCredentials } from "./check-credentials.ts";
import { passwordMisfits } from "./member.ts";
import { hashPassword } from "./password.ts";
import { recordAudit } from "./record-audit.ts";

/**
 * Changes one's own password, in a browser and knowing the current one, and ends one's other sessions. Guessing
 * the current one is throttled like signing in.
 */
export async function changeOwnPassword(
  actor: Actor,
  { current, next, address }: { current: string; next: string; address: string },
): Promise<Result<{ sessionsEnded: number }>> {
  if (actor.via !== "session" || !actor.sessionId) return refuse("forbidden");
  const except = actor.sessionId;
  const member = await findMember(db(), actor.memberId);
  if (!member) return refuse("not_found");
  const misfits = passwordMisfits(next, "next", [member.email, member.name]);
  if (misfits.length > 0) return refuse("invalid_input", {}, misfits);
  const device = { memberId: member.id, id: actor.sessionId };
  const checked = await checkCredentials({ email: member.email, password: current, address, device });
  if (!checked.ok && checked.refusal.code === "sign_in_throttled") return checked;
  if (!checked.ok) return refuse("invalid_input", {}, [{ path: "current", code: "current_password_wrong" }]);
  const passwordHash = await hashPassword(next);
  return db().transaction(async (tx) => {
    await updateMember(tx, member.id, { passwordHash });
    const ended = await revokeSessions(tx, { memberId: member.id, except }, new Date());
    await recordAudit(tx, actor, {
      action: "members.change-password",
      targetType: "member",
      targetId: member.id,
    });
    return accept({ sessionsEnded: ended.length });
  });
}
