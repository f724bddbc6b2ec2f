import { and, desc, eq, gt, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { apiTokens, members } from "#db/schema/auth.ts";

export type TokenRow = typeof apiTokens.$inferSelect;

/** Adds a token. */
export async function insertToken(tx: Db, token: typeof apiTokens.$inferInsert): Promise<void> {
  await tx.insert(apiTokens).values(token);
}

/** Adds a token, or makes the one of the same hash work again. */
export async function insertOrRestoreToken(tx: Db, token: typeof apiTokens.$inferInsert): Promise<string> {
  const [kept] = await tx
    .insert(apiTokens)
    .values(token)
    .onConflictDoUpdate({ target: apiTokens.tokenHash, set: { revokedAt: null } })
    .returning({ id: apiTokens.id });
  return kept?.id ?? token.id;
}

/** A token by id. */
export async function findToken(tx: Db, tokenId: string): Promise<TokenRow | null> {
  const [found] = await tx.select().from(apiTokens).where(eq(apiTokens.id, tokenId));
  return found ?? null;
}

/** The token of a hash, whether it works or not. */
export async function findTokenByHash(tx: Db, tokenHash: string): Promise<TokenRow | null> {
  const [found] = await tx.select().from(apiTokens).where(eq(apiTokens.tokenHash, tokenHash));
  return found ?? null;
}

/** The token of a hash, while it is neither revoked nor expired, with its member as they are now. */
export async function findValidToken(tx: Db, tokenHash: string, now: Date) {
  return findWorkingToken(tx, eq(apiTokens.tokenHash, tokenHash), now);
}

/** The same by its id. */
export async function findTokenWithMember(tx: Db, tokenId: string, now: Date) {
  return findWorkingToken(tx, eq(apiTokens.id, tokenId), now);
}

async function findWorkingToken(tx: Db, which: SQL, now: Date) {
  const [found] = await tx
    .select({
      id: apiTokens.id,
      name: apiTokens.name,
      prefix: apiTokens.prefix,
      lastUsedAt: apiTokens.lastUsedAt,
      member: { id: members.id, name: members.name, roles: members.roles, state: members.state },
    })
    .from(apiTokens)
    .innerJoin(members, eq(members.id, apiTokens.memberId))
    .where(
      and(which, isNull(apiTokens.revokedAt), or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now))),
    );
  return found ?? null;
}

/** Notes that a token was used just now. */
export async function noteTokenUsed(tx: Db, tokenId: string, now: Date): Promise<void> {
  await tx.update(apiTokens).set({ lastUsedAt: now }).where(eq(apiTokens.id, tokenId));
}

/** Revokes a token; `false` when it was revoked already. */
export async function revokeToken(tx: Db, tokenId: string, now: Date): Promise<boolean> {
  const revoked = await tx
    .update(apiTokens)
    .set({ revokedAt: now })
    .where(and(eq(apiTokens.id, tokenId), isNull(apiTokens.revokedAt)))
    .returning({ id: apiTokens.id });
  return revoked.length > 0;
}

/** Revokes every token of a member that still works. */
export async function revokeTokensOf(tx: Db, memberId: string, now: Date): Promise<void> {
  await tx
    .update(apiTokens)
    .set({ revokedAt: now })
    .where(and(eq(apiTokens.memberId, memberId), isNull(apiTokens.revokedAt)));
}

/** The tokens of a member that still work, newest first. */
export async function listWorkingTokens(tx: Db, memberId: string, now: Date): Promise<TokenRow[]> {
  return tx
    .select()
    .from(apiTokens)
    .where(
      and(
        eq(apiTokens.memberId, memberId),
        isNull(apiTokens.revokedAt),
        or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, now)),
      ),
    )
    .orderBy(desc(apiTokens.id));
}

/** A page of tokens, newest first, with whose they are; one row more than `limit`. */
export async function listTokens(
  tx: Db,
  { memberId, before, limit }: { memberId?: string | undefined; before?: string | undefined; limit: number },
) {
  const makers = sql<string | null>`(select m.name from ${members} m where m.id = ${apiTokens.createdBy})`;
  return tx
    .select({ token: apiTokens, memberName: members.name, createdByName: makers })
    .from(apiTokens)
    .innerJoin(members, eq(members.id, apiTokens.memberId))
    .where(
      and(
        memberId ? eq(apiTokens.memberId, memberId) : undefined,
        before ? lt(apiTokens.id, before) : undefined,
      ),
    )
    .orderBy(desc(apiTokens.id))
    .limit(limit + 1);
}
