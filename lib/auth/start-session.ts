import { db } from "#db/client.ts";
import type { MemberRow } from "#db/queries/auth/members.ts";
import { insertSession } from "#db/queries/auth/sessions.ts";
import { newId } from "#lib/new-id.ts";
import { recordAudit } from "./record-audit.ts";
import { isRole } from "./role.ts";
import { sessionEnd } from "./session.ts";

const USER_AGENT_LENGTH = 300;

/** Signs a member in at a browser. Gives the id of the session, for its cookie. */
export async function startSession(
  member: MemberRow,
  browser: { address: string; userAgent: string | null; by: "password" | "oidc" },
): Promise<string> {
  const sessionId = newId();
  const actor = {
    memberId: member.id,
    name: member.name,
    roles: member.roles.filter(isRole),
    via: "session" as const,
    sessionId,
    address: browser.address,
  };
  await db().transaction(async (tx) => {
    await insertSession(tx, {
      id: sessionId,
      memberId: member.id,
      expiresAt: sessionEnd(new Date()),
      address: browser.address,
      userAgent: browser.userAgent?.slice(0, USER_AGENT_LENGTH) ?? null,
    });
    await recordAudit(tx, actor, {
      action: "sessions.start",
      targetType: "member",
      targetId: member.id,
      after: { name: member.name, by: browser.by },
    });
  });
  return sessionId;
}
