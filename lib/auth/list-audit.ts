import { db } from "#db/client.ts";
import {
  type AuditFilter,
  type AuditRow,
  findAudit,
  listAuditFacets,
  listAudit as pageOfAudit,
} from "#db/queries/auth/audit.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can } from "./can.ts";
import type { Page } from "./list-members.ts";

/** Who did what to what, and what it was before and after. */
export interface AuditEntry {
  id: string;
  at: string;
  /** `null` for the installation itself. */
  actorId: string | null;
  actorName: string;
  action: string;
  targetType: string;
  targetId: string;
  before: unknown;
  after: unknown;
  /** What they acted by; `null` for entries from before this was kept. */
  via: AuditRow["via"];
  /** The token, by its id and as people know it, or the session, which has no name; `null` for neither. */
  credential: { id: string | null; name: string | null } | null;
  address: string | null;
}

/** A page of the audit log, newest first. */
export async function listAudit(
  actor: Actor,
  { limit, cursor, ...filter }: AuditFilter & { limit: number; cursor?: string | undefined },
): Promise<Result<Page<AuditEntry>>> {
  if (!can(actor, "audit:read")) return refuse("forbidden");
  const before = decodeIdCursor(cursor);
  const rows = await pageOfAudit(db(), filter, { before, limit });
  const { items, nextCursor } = cutPage(rows, limit, (row) => [row.id]);
  return accept({ items: items.map(entryOf), nextCursor });
}

/** One entry of the audit log. */
export async function getAuditEntry(actor: Actor, entryId: string): Promise<Result<AuditEntry>> {
  if (!can(actor, "audit:read")) return refuse("forbidden");
  const row = await findAudit(db(), entryId);
  return row ? accept(entryOf(row)) : refuse("not_found");
}

/** What the audit log can be filtered by. */
export async function getAuditFacets(
  actor: Actor,
): Promise<Result<{ people: { id: string; name: string }[]; actions: string[] }>> {
  if (!can(actor, "audit:read")) return refuse("forbidden");
  return accept(await listAuditFacets(db()));
}

function entryOf(row: AuditRow): AuditEntry {
  const { credentialId, credential, ...entry } = row;
  return {
    ...entry,
    at: row.at.toISOString(),
    before: row.before ?? null,
    after: row.after ?? null,
    credential: credentialId || credential ? { id: credentialId, name: credential } : null,
  };
}
