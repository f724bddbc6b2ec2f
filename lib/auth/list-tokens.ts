import { db } from "#db/client.ts";
import { listTokens as pageOfTokens } from "#db/queries/auth/tokens.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { mayKeepTokensOf } from "./create-token.ts";
import type { Page } from "./list-members.ts";

/** An API token, without its text. */
export interface Token {
  id: string;
  memberId: string;
  memberName: string;
  name: string;
  prefix: string;
  state: "active" | "expired" | "revoked";
  createdAt: string;
  createdByName: string | null;
  expiresAt: string | null;
  lastUsedAt: string | null;
}

/** A page of tokens, newest first: of one member, or for admins of everybody. */
export async function listTokens(
  actor: Actor,
  { memberId, limit, cursor }: { memberId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<Page<Token>>> {
  const whose = memberId ?? (can(actor, "tokens:write") ? undefined : actor.memberId);
  if (whose && !mayKeepTokensOf(actor, whose)) return refuse("forbidden");
  const before = decodeIdCursor(cursor);
  const rows = await pageOfTokens(db(), { memberId: whose, before, limit });
  const { items, nextCursor } = cutPage(rows, limit, (row) => [row.token.id]);
  const now = new Date();
  return accept({ items: items.map((row) => tokenOf(row, now)), nextCursor });
}

function tokenOf(row: Awaited<ReturnType<typeof pageOfTokens>>[number], now: Date): Token {
  const { token, memberName, createdByName } = row;
  const isOver = token.expiresAt !== null && token.expiresAt <= now;
  return {
    id: token.id,
    memberId: token.memberId,
    memberName,
    name: token.name,
    prefix: token.prefix,
    state: token.revokedAt ? "revoked" : isOver ? "expired" : "active",
    createdAt: token.createdAt.toISOString(),
    createdByName,
    expiresAt: token.expiresAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  };
}
