import { and, asc, eq, getTableColumns, gt, ilike, isNull, ne, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members, sessions } from "#db/schema/auth.ts";

export type MemberRow = typeof members.$inferSelect;

/** A member by e-mail, however it is capitalised. */
export async function findMemberByEmail(tx: Db, email: string): Promise<MemberRow | null> {
  const [found] = await tx.select().from(members).where(sql`lower(${members.email}) = lower(${email})`);
  return found ?? null;
}

/** The member that an identity provider means by its own name for them. */
export async function findMemberByIdentity(
  tx: Db,
  { oidcIssuer, oidcSubject }: { oidcIssuer: string; oidcSubject: string },
): Promise<MemberRow | null> {
  const [found] = await tx
    .select()
    .from(members)
    .where(and(eq(members.oidcIssuer, oidcIssuer), eq(members.oidcSubject, oidcSubject)));
  return found ?? null;
}

/** Binds a member to an identity provider's name for them; `false` when they are bound already. */
export async function bindIdentity(
  tx: Db,
  memberId: string,
  identity: { oidcIssuer: string; oidcSubject: string },
): Promise<boolean> {
  const bound = await tx
    .update(members)
    .set(identity)
    .where(and(eq(members.id, memberId), isNull(members.oidcSubject)))
    .returning({ id: members.id });
  return bound.length > 0;
}

/** A member by id. */
export async function findMember(tx: Db, memberId: string): Promise<MemberRow | null> {
  const [found] = await tx.select().from(members).where(eq(members.id, memberId));
  return found ?? null;
}

/** Active members who have any of these roles, by name. */
export async function listActiveWithRoles(tx: Db, roles: readonly string[]): Promise<MemberRow[]> {
  return tx
    .select()
    .from(members)
    .where(and(eq(members.state, "active"), sql`${members.roles} && ${`{${roles.join(",")}}`}::text[]`))
    .orderBy(asc(members.name), asc(members.id));
}

/** Whether anybody is there, besides one who is not counted. */
export async function hasMembers(tx: Db, { besides }: { besides: string }): Promise<boolean> {
  const rows = await tx.select({ id: members.id }).from(members).where(ne(members.email, besides)).limit(1);
  return rows.length > 0;
}

/** Adds a member; `false` when the e-mail is taken. */
export async function insertMember(tx: Db, member: typeof members.$inferInsert): Promise<boolean> {
  const added = await tx.insert(members).values(member).onConflictDoNothing().returning({ id: members.id });
  return added.length > 0;
}

/** Changes a member. */
export async function updateMember(
  tx: Db,
  memberId: string,
  change: Partial<Omit<MemberRow, "id">>,
): Promise<void> {
  await tx.update(members).set(change).where(eq(members.id, memberId));
}

/**
 * How many active admins there are besides one member, and besides one e-mail that nobody signs in with. Locks all
 * admins until the transaction ends.
 */
export async function countOtherAdmins(
  tx: Db,
  { memberId, uncounted }: { memberId: string; uncounted: string },
): Promise<number> {
  const admins = await tx
    .select({ id: members.id, email: members.email })
    .from(members)
    .where(and(sql`'admin' = any(${members.roles})`, eq(members.state, "active")))
    .orderBy(asc(members.id))
    .for("update");
  return admins.filter(({ id, email }) => id !== memberId && email !== uncounted).length;
}

const lastSeenAt = sql<Date | null>`(
  select max(s.last_seen_at) from ${sessions} s where s.member_id = members.id
)`.mapWith(sessions.lastSeenAt);

/** A page of members in the order they were added; one row more than `limit`. `search` is part of a name or e-mail. */
export async function listMembers(
  tx: Db,
  { search, after, limit }: { search?: string | undefined; after?: string | undefined; limit: number },
): Promise<(MemberRow & { lastSeenAt: Date | null })[]> {
  const pattern = search && `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const found = pattern ? or(ilike(members.name, pattern), ilike(members.email, pattern)) : undefined;
  return tx
    .select({ ...getTableColumns(members), lastSeenAt })
    .from(members)
    .where(and(found, after ? gt(members.id, after) : undefined))
    .orderBy(asc(members.id))
    .limit(limit + 1);
}

/** A member with when they were last seen. */
export async function findSeenMember(tx: Db, memberId: string) {
  const [found] = await tx
    .select({ ...getTableColumns(members), lastSeenAt })
    .from(members)
    .where(eq(members.id, memberId));
  return found ?? null;
}
