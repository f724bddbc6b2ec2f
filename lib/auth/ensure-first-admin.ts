import { db } from "#db/client.ts";
import { hasMembers, insertMember } from "#db/queries/auth/members.ts";
import type { Env } from "#lib/env.ts";
import { newId } from "#lib/new-id.ts";
import { systemActor } from "./actor.ts";
import { ENV_MEMBER_EMAIL } from "./env-member.ts";
import { hashPassword, makePassword } from "./password.ts";
import { recordAudit } from "./record-audit.ts";
import { ROLES } from "./role.ts";

const MADE_UP_EMAIL = "admin@presswork.local";

/**
 * Adds the first member, with every role, when there is none yet: ADMIN_EMAIL with ADMIN_PASSWORD, each made up
 * where absent. Afterwards the variables change nothing, so that a restart never resets a password.
 * @returns the e-mail, and the password where it was made up and must be shown once; `null` when nobody was added.
 */
export async function ensureFirstAdmin(
  env: Pick<Env, "ADMIN_EMAIL" | "ADMIN_PASSWORD">,
): Promise<{ email: string; password: string | null } | null> {
  if (await hasMembers(db(), { besides: ENV_MEMBER_EMAIL })) return null;
  const email = env.ADMIN_EMAIL ?? MADE_UP_EMAIL;
  const password = env.ADMIN_PASSWORD ?? makePassword();
  const member = { id: newId(), email, name: "Admin", roles: [...ROLES] };
  const passwordHash = await hashPassword(password);
  const isAdded = await db().transaction(async (tx) => {
    // Another process may have been first; the e-mail is unique.
    if (!(await insertMember(tx, { ...member, passwordHash }))) return false;
    await recordAudit(tx, systemActor, {
      action: "members.create",
      targetType: "member",
      targetId: member.id,
      after: { email, name: member.name, roles: member.roles },
    });
    return true;
  });
  return isAdded ? { email, password: env.ADMIN_PASSWORD ? null : password } : null;
}
