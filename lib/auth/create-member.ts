import { db } from "#db/client.ts";
import { insertMember } from "#db/queries/auth/members.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { isEnvMember } from "./env-member.ts";
import { auditedMember, memberMisfits, passwordMisfits } from "./member.ts";
import { hashPassword, makePassword } from "./password.ts";
import { recordAudit } from "./record-audit.ts";
import type { Role } from "./role.ts";

export interface NewMember {
  email: string;
  name: string;
  roles: readonly Role[];
  /** Left out: one is made up and given back this once. */
  password?: string | undefined;
}

/** Adds a member. `password` in the answer is the one made up, to be shown once; `null` when it was given. */
export async function createMember(
  actor: Actor,
  input: NewMember,
): Promise<Result<{ id: string; password: string | null }>> {
  if (!can(actor, "members:write")) return refuse("forbidden");
  const facts = { email: input.email.trim(), name: input.name.trim(), roles: input.roles };
  const misfits = [
    ...memberMisfits(facts),
    ...passwordMisfits(input.password, "password", [facts.email, facts.name]),
  ];
  if (misfits.length > 0) return refuse("invalid_input", {}, misfits);
  if (isEnvMember(facts.email)) return refuse("email_taken", {}, [{ path: "email", code: "email_taken" }]);
  const password = input.password ?? makePassword();
  const member = {
    id: newId(),
    ...facts,
    roles: [...new Set(facts.roles)],
    state: "active" as const,
    passwordHash: await hashPassword(password),
  };
  const isAdded = await db().transaction(async (tx) => {
    if (!(await insertMember(tx, member))) return false;
    await recordAudit(tx, actor, {
      action: "members.create",
      targetType: "member",
      targetId: member.id,
      after: auditedMember(member),
    });
    return true;
  });
  if (!isAdded) return refuse("email_taken", {}, [{ path: "email", code: "email_taken" }]);
  return accept({ id: member.id, password: input.password === undefined ? password : null });
}
