import { and, desc, eq, gt, isNull, ne } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members, sessions } from "#db/schema/auth.ts";

export type SessionRow = typeof sessions.$inferSelect;

/** Starts a session. */
export async function insertSession(tx: Db, session: typeof sessions.$inferInsert): Promise<void> {
  await tx.insert(sessions).values(session);
}

/** A session with the member it stands for, as both are now. */
export async function findSession(tx: Db, sessionId: string) {
  const [found] = await tx
    .select({
      session: sessions,
      member: { id: members.id, name: members.name, roles: members.roles, state: members.state },
    })
    .from(sessions)
    .innerJoin(members, eq(members.id, sessions.memberId))
    .where(eq(sessions.id, sessionId));
  return found ?? null;
}

/** Notes that a session was used just now. */
export async function noteSeen(tx: Db, sessionId: string, now: Date): Promise<void> {
  await tx.update(sessions).set({ lastSeenAt: now }).where(eq(sessions.id, sessionId));
}

/** The sessions of a member that were neither revoked nor have run out, last seen first. */
export async function listOpenSessions(tx: Db, memberId: string, now: Date): Promise<SessionRow[]> {
  return tx
    .select()
    .from(sessions)
    .where(open(memberId, now))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id));
}

/**
 * Ends the open sessions of a member, or one of them.
 * @returns the ids of those that were open until now.
 */
export async function revokeSessions(
  tx: Db,
  which: { memberId: string; only?: string; except?: string },
  now: Date,
): Promise<string[]> {
  const revoked = await tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(
      and(
        open(which.memberId, now),
        which.only ? eq(sessions.id, which.only) : undefined,
        which.except ? ne(sessions.id, which.except) : undefined,
      ),
    )
    .returning({ id: sessions.id });
  return revoked.map(({ id }) => id);
}

function open(memberId: string, now: Date) {
  return and(eq(sessions.memberId, memberId), isNull(sessions.revokedAt), gt(sessions.expiresAt, now));
}
