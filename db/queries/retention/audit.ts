import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { mayChange, measure, type Removable, type Removed, removeRows } from "./removable.ts";

const ROWS_AT_ONCE = 5_000;

const isOld = (before: Date) => sql`at < ${before.toISOString()}::timestamptz`;

/** Entries of the audit log from before a moment. */
export async function measureAudit(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`select count(*) as count, coalesce(sum(pg_column_size(audit_log.*)), 0) as bytes, 0 as held_back
      from audit_log where ${isOld(before)}`,
  );
}

/** Removes the oldest of them. */
export async function removeAudit(tx: Db, before: Date): Promise<Removed> {
  await mayChange(tx, "audit_log");
  return removeRows(
    tx,
    sql`delete from audit_log where id in (
      select id from audit_log where ${isOld(before)} order by id limit ${ROWS_AT_ONCE})
      returning pg_column_size(audit_log.*) as bytes`,
    ROWS_AT_ONCE,
  );
}
