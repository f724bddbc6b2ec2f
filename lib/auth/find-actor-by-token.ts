import { createHash } from "node:crypto";
import { and, eq, gt, isNull, or } from "drizzle-orm";
import { db } from "#db/client.ts";
import { apiTokens, members } from "#db/schema/auth.ts";
import type { Actor } from "./actor.ts";
import { isRole } from "./role.ts";

/** The member a bearer token stands for; `null` when it is unknown, expired or revoked, or the member disabled. */
export async function findActorByToken(token: string): Promise<Actor | null> {
  const valid = and(
    eq(apiTokens.tokenHash, hashToken(token)),
    isNull(apiTokens.revokedAt),
    or(isNull(apiTokens.expiresAt), gt(apiTokens.expiresAt, new Date())),
    eq(members.state, "active"),
  );
  const [found] = await db()
    .select({ memberId: members.id, name: members.name, roles: members.roles })
    .from(apiTokens)
    .innerJoin(members, eq(members.id, apiTokens.memberId))
    .where(valid);
  return found ? { ...found, roles: found.roles.filter(isRole), via: "token" } : null;
}

/** What is kept of a token. Tokens are 256 random bits, so a plain hash cannot be guessed back. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
