import { db } from "#db/client.ts";
import { findSession } from "#db/queries/auth/sessions.ts";
import { findTokenWithMember } from "#db/queries/auth/tokens.ts";
import { log } from "#lib/observability/log.ts";
import type { Actor } from "./actor.ts";
import { isLive } from "./session.ts";

/** How long somebody may go on to read what they were reading when their access ended. */
const LOOK_EVERY_MS = 2_000;

/**
 * Calls `end` once the actor is no longer who they were when they asked: signed out, disabled, their token revoked or run
 * out, or one of their roles taken. @returns how to stop looking.
 */
export function whenUnwelcome(actor: Actor, end: () => void): () => void {
  const timer = setInterval(async () => {
    // A database that does not answer takes nobody's access.
    const stands = await stillStands(actor).catch((err) => {
      log.warn({ err }, "whether somebody may read on could not be looked up");
      return true;
    });
    if (stands) return;
    clearInterval(timer);
    end();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Whether an actor's session or token still stands, with every role that they have. */
async function stillStands(actor: Actor, now = new Date()): Promise<boolean> {
  if (actor.token) {
    const found = await findTokenWithMember(db(), actor.token.id, now);
    return found !== null && holdsAll(actor, found.member);
  }
  if (actor.sessionId) {
    const found = await findSession(db(), actor.sessionId);
    return found !== null && isLive(found.session, now) && holdsAll(actor, found.member);
  }
  return true;
}

function holdsAll(actor: Actor, member: { state: string; roles: readonly string[] }): boolean {
  return member.state === "active" && actor.roles.every((role) => member.roles.includes(role));
}
