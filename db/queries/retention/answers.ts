import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { measure, type Removable, type Removed, removeRows } from "./removable.ts";

const ROWS_AT_ONCE = 5_000;

const isOld = (before: Date) => sql`created_at < ${before.toISOString()}::timestamptz`;
const wasKept = (before: Date) => sql`at < ${before.toISOString()}::timestamptz`;

/** Providers' answers as they came: those that are kept to be used again, and those that tell how a text came about. */
export async function measureAnswers(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`select sum(count) as count, sum(bytes) as bytes, 0 as held_back from (
      select count(*) as count, coalesce(sum(pg_column_size(response_cache.*)), 0) as bytes
      from response_cache where ${isOld(before)}
      union all
      select count(*), coalesce(sum(pg_column_size(kept_answers.*)), 0)
      from kept_answers where ${wasKept(before)}) counted`,
  );
}

/** Removes some of them: who asks the same again pays again, and what a model wrote is not known any more. */
export async function removeAnswers(tx: Db, before: Date): Promise<Removed> {
  const cached = await removeRows(
    tx,
    sql`delete from response_cache where key in (
      select key from response_cache where ${isOld(before)} limit ${ROWS_AT_ONCE})
      returning pg_column_size(response_cache.*) as bytes`,
    ROWS_AT_ONCE,
  );
  if (cached.more) return cached;
  const kept = await removeRows(
    tx,
    sql`delete from kept_answers where attempt_id in (
      select attempt_id from kept_answers where ${wasKept(before)} limit ${ROWS_AT_ONCE})
      returning pg_column_size(kept_answers.*) as bytes`,
    ROWS_AT_ONCE,
  );
  return { count: cached.count + kept.count, bytes: cached.bytes + kept.bytes, more: kept.more };
}
