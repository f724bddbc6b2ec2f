import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { forgetAnswers } from "#db/queries/kept-answers.ts";
import { mayChange, measure, type Removable, type Removed } from "./removable.ts";

const TRIALS_AT_ONCE = 20;

const isOver = (before: Date) =>
  sql`(t.status <> 'running' and coalesce(t.finished_at, t.created_at) < ${before.toISOString()}::timestamptz)`;

const bytesOfCells = sql`coalesce((select sum(pg_column_size(c.*)) from trial_cells c where c.trial_id = t.id), 0)`;

/** Trials that were over before a moment, with the room that their outputs take. */
export async function measureTrials(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`select count(*) as count, coalesce(sum(${bytesOfCells}), 0) as bytes, 0 as held_back
      from trials t where ${isOver(before)}`,
  );
}

/**
 * Removes some of them, each with the improvement that it tried, and improvements that ended without one; what they cost
 * stays in the ledger.
 */
export async function removeTrials(tx: Db, before: Date): Promise<Removed> {
  const old = await tx.execute<{ id: string; bytes: string }>(sql`
    select t.id, ${bytesOfCells} as bytes from trials t where ${isOver(before)} order by t.id limit ${TRIALS_AT_ONCE}`);
  await mayChange(tx, "trial_votes");
  for (const { id } of old) {
    await forgetAnswers(tx, id);
    await tx.execute(sql`delete from trial_cells where trial_id = ${id}`);
    await tx.execute(sql`delete from trial_votes where trial_id = ${id}`);
    await tx.execute(sql`delete from improvements where trial_id = ${id}`);
    await tx.execute(sql`delete from trials where id = ${id}`);
  }
  await tx.execute(sql`
    delete from improvements where trial_id is null and in_flight is null
      and ended_at < ${before.toISOString()}::timestamptz`);
  const bytes = [...old].reduce((sum, row) => sum + Number(row.bytes), 0);
  return { count: old.length, bytes, more: old.length === TRIALS_AT_ONCE };
}
