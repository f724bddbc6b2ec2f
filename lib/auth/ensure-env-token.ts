import type { Db } from "#db/client.ts";
import { db } from "#db/client.ts";
import { findMemberByEmail, insertMember, type MemberRow, updateMember } from "#db/queries/auth/members.ts";
import { revokeSessions } from "#db/queries/auth/sessions.ts";
import { insertOrRestoreToken, listWorkingTokens, revokeToken } from "#db/queries/auth/tokens.ts";
import type { Env } from "#lib/env.ts";
import { newId } from "#lib/new-id.ts";
import { systemActor } from "./actor.ts";
import { ENV_MEMBER_EMAIL } from "./env-member.ts";
import { recordAudit } from "./record-audit.ts";
import { ROLES } from "./role.ts";
import { hashToken, tokenPrefix } from "./token.ts";

const NAME = "API (environment)";
const TOKEN_NAME = "ADMIN_API_TOKEN";

/**
 * Makes ADMIN_API_TOKEN, where set, the one token of the member "API (environment)", who has every role. A changed
 * or removed variable revokes the token of before. The same value at every start changes nothing.
 */
export async function ensureEnvToken(env: Pick<Env, "ADMIN_API_TOKEN">): Promise<void> {
  await db().transaction(async (tx) => {
    const member = await findMemberByEmail(tx, ENV_MEMBER_EMAIL);
    if (!member && !env.ADMIN_API_TOKEN) return;
    const { id } = member ?? (await addMember(tx));
    // One of this address may have been added by hand before.
    if (member?.passwordHash) await updateMember(tx, id, { passwordHash: null });
    await revokeSessions(tx, { memberId: id }, new Date());
    const wanted = env.ADMIN_API_TOKEN ? hashToken(env.ADMIN_API_TOKEN) : null;
    const working = await listWorkingTokens(tx, id, new Date());
    for (const token of working) {
      if (token.tokenHash === wanted) continue;
      await revokeToken(tx, token.id, new Date());
      await recordAudit(tx, systemActor, {
        action: "tokens.revoke",
        targetType: "token",
        targetId: token.id,
      });
    }
    if (env.ADMIN_API_TOKEN && !working.some(({ tokenHash }) => tokenHash === wanted))
      await addToken(tx, id, env.ADMIN_API_TOKEN);
  });
}

async function addMember(tx: Db): Promise<Pick<MemberRow, "id">> {
  const member = { id: newId(), email: ENV_MEMBER_EMAIL, name: NAME, roles: [...ROLES] };
  await insertMember(tx, member);
  const { email, name, roles } = member;
  await recordAudit(tx, systemActor, {
    action: "members.create",
    targetType: "member",
    targetId: member.id,
    after: { email, name, roles },
  });
  return member;
}

async function addToken(tx: Db, memberId: string, token: string): Promise<void> {
  const shown = { name: TOKEN_NAME, prefix: tokenPrefix(token) };
  const id = await insertOrRestoreToken(tx, {
    id: newId(),
    memberId,
    tokenHash: hashToken(token),
    ...shown,
  });
  await recordAudit(tx, systemActor, {
    action: "tokens.create",
    targetType: "token",
    targetId: id,
    after: { memberId, ...shown },
  });
}
