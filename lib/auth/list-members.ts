import { db } from "#db/client.ts";
import { findSeenMember, listMembers as pageOfMembers } from "#db/queries/auth/members.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import { type Member, memberOf } from "./member.ts";

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** A page of members in the order they were added; `search` is part of a name or e-mail. */
export async function listMembers(
  actor: Actor,
  { search, limit, cursor }: { search?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<Page<Member>>> {
  if (!can(actor, "members:read")) return refuse("forbidden");
  const after = decodeIdCursor(cursor);
  const rows = await pageOfMembers(db(), { search: search?.trim(), after, limit });
  const { items, nextCursor } = cutPage(rows, limit, (row) => [row.id]);
  return accept({ items: items.map(memberOf), nextCursor });
}

/** One member. */
export async function getMember(actor: Actor, memberId: string): Promise<Result<Member>> {
  if (!can(actor, "members:read")) return refuse("forbidden");
  const row = await findSeenMember(db(), memberId);
  return row ? accept(memberOf(row)) : refuse("not_found");
}
