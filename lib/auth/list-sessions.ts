import { db } from "#db/client.ts";
import { listOpenSessions } from "#db/queries/auth/sessions.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { isLive } from "./session.ts";

/** A signed-in browser, as its member and admins see it. */
export interface OpenSession {
  id: string;
  createdAt: string;
  lastSeenAt: string;
  address: string | null;
  userAgent: string | null;
  /** Whether it is the one that asks. */
  isCurrent: boolean;
}

/** The open sessions of oneself, or, for admins, of any member; last seen first. */
export async function listSessions(actor: Actor, memberId: string): Promise<Result<OpenSession[]>> {
  if (actor.memberId !== memberId && !can(actor, "members:write")) return refuse("forbidden");
  const now = new Date();
  const rows = await listOpenSessions(db(), memberId, now);
  const sessions = rows
    .filter((row) => isLive(row, now))
    .map((row) => ({
      id: row.id,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      address: row.address,
      userAgent: row.userAgent,
      isCurrent: row.id === actor.sessionId,
    }));
  return accept(sessions);
}
