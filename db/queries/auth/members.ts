import { and, asc, eq, gt, ilike, ne, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";

export type MemberRow = typeof members.$inferSelect;

/** A member by e-mail, however it is capitalised. */
export async function findMemberByEmail(tx: Db, email: string): Promise<MemberRow | null> {
  const [found] = await tx.select().from(members).where(sql`lower(${members.email}) = lower(${email})`);
  return found ?? null;
}

/** A member by id. */
export async function findMember(tx: Db, memberId: string): Promise<MemberRow | null> {
  const [found] = await tx.select().from(members).where(eq(members.id, memberId));
  return found ?? null;
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
 * How many active admins there are besides one member. Locks all admins until the transaction ends, so that two
 * of them cannot take the role from each other at once.
 */
export async function countOtherAdmins(tx: Db, memberId: string): Promise<number> {
  const admins = await tx
    .select({ id: members.id })
    .from(members)
    .where(and(sql`'admin' = any(${members.roles})`, eq(members.state, "active")))
    .orderBy(asc(members.id))
    .for("update");
  return admins.filter(({ id }) => id !== memberId).length;
}

/** A page of members in the order they were added. One row more than `limit` tells that there is another page. */
export async function listMembers(
  tx: Db,
  { search, after, limit }: { search?: string | undefined; after?: string | undefined; limit: number },
): Promise<MemberRow[]> {
  const pattern = search && `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return tx
    .select()
    .from(members)
    .where(
      and(
        pattern ? or(ilike(members.name, pattern), ilike(members.email, pattern)) : undefined,
        after ? gt(members.id, after) : undefined,
      ),
    )
    .orderBy(asc(members.id))
    .limit(limit + 1);
}
