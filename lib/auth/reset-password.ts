import { db } from "#db/client.ts";
import { findMember, updateMember } from "#db/queries/auth/members.ts";
import { revokeSessions } from "#db/queries/auth/sessions.ts";
import { revokeTokensOf } from "#db/queries/auth/tokens.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { isEnvMember } from "./env-member.ts";
import { passwordMisfits } from "./member.ts";
import { hashPassword, makePassword } from "./password.ts";
import { recordAudit } from "./record-audit.ts";

/**
 * Gives a member a new password and ends their sessions and tokens: whoever else may have known it keeps nothing.
 * `password` in the answer is the one made up, to be shown once; `null` when it was given. Asks `members:write`; refuses
 * `not_found`, `environment_member` and what is wrong with the password.
 */
export async function resetPassword(
  actor: Actor,
  memberId: string,
  given: string | undefined,
): Promise<Result<{ password: string | null }>> {
  if (!can(actor, "members:write")) return refuse("forbidden");
  const member = await findMember(db(), memberId);
  if (!member) return refuse("not_found");
  if (member.erasedAt) return refuse("member_erased");
  if (isEnvMember(member.email)) return refuse("environment_member");
  const misfits = passwordMisfits(given, "password", [member.email, member.name]);
  if (misfits.length > 0) return refuse("invalid_input", {}, misfits);
  const password = given ?? makePassword();
  const passwordHash = await hashPassword(password);
  return db().transaction(async (tx) => {
    await updateMember(tx, memberId, { passwordHash });
    await revokeSessions(tx, { memberId }, new Date());
    await revokeTokensOf(tx, memberId, new Date());
    await recordAudit(tx, actor, {
      action: "members.reset-password",
      targetType: "member",
      targetId: memberId,
    });
    return accept({ password: given === undefined ? password : null });
  });
}
