import { db } from "#db/client.ts";
import { findMember } from "#db/queries/auth/members.ts";
import { insertToken } from "#db/queries/auth/tokens.ts";
import { newId } from "#lib/new-id.ts";
import { isPlainName } from "#lib/plain-name.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { isEnvMember } from "./env-member.ts";
import { recordAudit } from "./record-audit.ts";
import { hashToken, makeToken, tokenPrefix } from "./token.ts";

/** Whether the actor may make, see and revoke this member's tokens: one's own in a browser, or anybody's. */
export function mayKeepTokensOf(actor: Actor, memberId: string): boolean {
  // A token must not outlive itself by making another.
  const isOwn = actor.memberId === memberId && actor.via === "session";
  return isOwn || can(actor, "tokens:write");
}

/** Makes an API token that acts as a member, with the roles they have at each request. Its text is given once. */
export async function createToken(
  actor: Actor,
  input: { memberId: string; name: string; expiresAt?: Date | undefined },
): Promise<Result<{ id: string; token: string }>> {
  if (!mayKeepTokensOf(actor, input.memberId)) return refuse("forbidden");
  const name = input.name.trim();
  if (!name) return refuse("invalid_input", {}, [{ path: "name", code: "token_name_missing" }]);
  if (!isPlainName(name)) return refuse("invalid_input", {}, [{ path: "name", code: "name_not_plain" }]);
  if (input.expiresAt && input.expiresAt <= new Date())
    return refuse("invalid_input", {}, [{ path: "expiresAt", code: "expiry_in_the_past" }]);
  const token = makeToken();
  const id = newId();
  return db().transaction(async (tx): Promise<Result<{ id: string; token: string }>> => {
    const member = await findMember(tx, input.memberId);
    if (!member) return refuse("not_found");
    if (member.state !== "active") return refuse("member_disabled");
    if (isEnvMember(member.email)) return refuse("environment_member");
    const shown = { name, prefix: tokenPrefix(token), expiresAt: input.expiresAt ?? null };
    const createdBy = actor.memberId;
    await insertToken(tx, { id, memberId: member.id, tokenHash: hashToken(token), createdBy, ...shown });
    await recordAudit(tx, actor, {
      action: "tokens.create",
      targetType: "token",
      targetId: id,
      after: { member: member.email, ...shown },
    });
    return accept({ id, token });
  });
}
