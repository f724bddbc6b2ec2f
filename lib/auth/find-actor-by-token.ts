import { db } from "#db/client.ts";
import { findValidToken, noteTokenUsed } from "#db/queries/auth/tokens.ts";
import type { Actor } from "./actor.ts";
import { isRole } from "./role.ts";
import { hashToken } from "./token.ts";

const NOTED_EVERY_MS = 60_000;

/**
 * The member a bearer token stands for, with the roles they have now; `null` when it is unknown, expired or
 * revoked, or the member disabled.
 */
export async function findActorByToken(token: string, now = new Date()): Promise<Actor | null> {
  const found = await findValidToken(db(), hashToken(token), now);
  if (found?.member.state !== "active") return null;
  const lastUsedMs = found.lastUsedAt?.getTime() ?? 0;
  if (now.getTime() - lastUsedMs >= NOTED_EVERY_MS) await noteTokenUsed(db(), found.id, now);
  const { member } = found;
  return {
    memberId: member.id,
    name: member.name,
    roles: member.roles.filter(isRole),
    via: "token",
    token: { id: found.id, name: `${found.prefix}… ${found.name}` },
  };
}
