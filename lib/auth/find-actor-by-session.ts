import { db } from "#db/client.ts";
import { findSession, noteSeen } from "#db/queries/auth/sessions.ts";
import { readEnv } from "#lib/env.ts";
import type { Actor } from "./actor.ts";
import { clientAddress } from "./client-address.ts";
import { isRole } from "./role.ts";
import { isLive, shouldNoteSeen } from "./session.ts";
import { sessionIdOf } from "./session-cookie.ts";

/**
 * The member signed in at the browser that sent these headers; `null` for nobody. The cookie only names a session:
 * whether it still stands, who it is and what roles they have now is read from the database every time.
 */
export async function findActorBySession(headers: Headers, now = new Date()): Promise<Actor | null> {
  const sessionId = await sessionIdOf(headers);
  const found = sessionId ? await findSession(db(), sessionId) : null;
  if (found?.member.state !== "active" || !isLive(found.session, now)) return null;
  if (shouldNoteSeen(found.session, now)) await noteSeen(db(), found.session.id, now);
  const { member, session } = found;
  return {
    memberId: member.id,
    name: member.name,
    roles: member.roles.filter(isRole),
    via: "session",
    sessionId: session.id,
    address: clientAddress(headers.get("x-forwarded-for"), readEnv().TRUSTED_PROXIES),
  };
}
