import { and, desc, eq, gte, like, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { auditLog, members } from "#db/schema/auth.ts";

export type AuditRow = typeof auditLog.$inferSelect;

export interface AuditFilter {
  actorId?: string | undefined;
  /** A whole action, such as `members.change`, or all of a domain by its name and a dot: `members.`. */
  action?: string | undefined;
  targetType?: string | undefined;
  targetId?: string | undefined;
  from?: Date | undefined;
  /** Exclusive. */
  to?: Date | undefined;
}

/** A page of the audit log, newest first; one row more than `limit`. */
export async function listAudit(
  tx: Db,
  filter: AuditFilter,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<AuditRow[]> {
  const { actorId, action, targetType, targetId, from, to } = filter;
  const ofAction = action?.endsWith(".") ? like(auditLog.action, `${action}%`) : undefined;
  return tx
    .select()
    .from(auditLog)
    .where(
      and(
        actorId ? eq(auditLog.actorId, actorId) : undefined,
        action ? (ofAction ?? eq(auditLog.action, action)) : undefined,
        targetType ? eq(auditLog.targetType, targetType) : undefined,
        targetId ? eq(auditLog.targetId, targetId) : undefined,
        // Ids sort by time, so their index finds the page; the time itself then decides.
        from ? and(gte(auditLog.id, idAt(from.getTime() - SLACK_MS)), gte(auditLog.at, from)) : undefined,
        to ? and(lt(auditLog.id, idAt(to.getTime() + SLACK_MS)), lt(auditLog.at, to)) : undefined,
        before ? lt(auditLog.id, before) : undefined,
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(limit + 1);
}

/** One entry of the audit log. */
export async function findAudit(tx: Db, entryId: string): Promise<AuditRow | null> {
  const [found] = await tx.select().from(auditLog).where(eq(auditLog.id, entryId));
  return found ?? null;
}

/** What the audit log can be filtered by: members by name, and every action that was ever recorded. */
export async function listAuditFacets(tx: Db) {
  const people = await tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .orderBy(members.name)
    .limit(500);
  // Jumps from action to action along the index instead of reading the whole log.
  const actions = await tx.execute<{ action: string }>(sql`
    with recursive seen as (
      (select action from audit_log order by action limit 1)
      union all
      select (select action from audit_log where action > seen.action order by action limit 1)
      from seen where seen.action is not null
    )
    select action from seen where action is not null`);
  return { people, actions: [...actions].map(({ action }) => action) };
}

/** An id is made a moment before its row, at most as long as its transaction lasts. */
const SLACK_MS = 60 * 60_000;

function idAt(ms: number): string {
  const hex = Math.max(0, ms).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
