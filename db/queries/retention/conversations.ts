import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { measure, type Removable, type Removed } from "./removable.ts";

const CONVERSATIONS_AT_ONCE = 20;

const isOver = (before: Date) => sql`(c.updated_at < ${before.toISOString()}::timestamptz
  and not exists (select 1 from conversation_turns r where r.conversation_id = c.id and r.state = 'running'))`;

const bytesOfTurns = sql`coalesce((
  select sum(pg_column_size(t.*)) from conversation_turns t where t.conversation_id = c.id), 0)`;

/** Conversations that nothing was said in since a moment, with the room that their turns take. */
export async function measureConversations(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`select count(*) as count, coalesce(sum(${bytesOfTurns}), 0) as bytes, 0 as held_back
      from conversations c where ${isOver(before)}`,
  );
}

/** Removes some of them; what they cost stays in the ledger. */
export async function removeConversations(tx: Db, before: Date): Promise<Removed> {
  const old = await tx.execute<{ id: string; bytes: string }>(sql`
    select c.id, ${bytesOfTurns} as bytes from conversations c where ${isOver(before)}
    order by c.id limit ${CONVERSATIONS_AT_ONCE} for update`);
  for (const { id } of old) {
    await tx.execute(sql`delete from conversation_turns where conversation_id = ${id}`);
    await tx.execute(sql`delete from conversations where id = ${id}`);
  }
  const bytes = [...old].reduce((sum, row) => sum + Number(row.bytes), 0);
  return { count: old.length, bytes, more: old.length === CONVERSATIONS_AT_ONCE };
}
