import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** The kept answers under these keys that have not expired. */
export async function findResponses(tx: Db, keys: readonly string[]): Promise<Map<string, string>> {
  const found = await tx.execute<{ key: string; answer: string }>(sql`
    select key, answer from response_cache
    where key in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb)) and expires_at > now()`);
  return new Map(found.map(({ key, answer }) => [key, answer]));
}

/** Keeps answers until a moment, and removes what has expired by now. */
export async function keepResponses(
  tx: Db,
  responses: readonly (readonly [key: string, answer: string])[],
  expiresAt: Date,
): Promise<void> {
  const rows = responses.map(([key, answer]) => ({ key, answer: storable(answer) })).sort(byKey);
  await tx.execute(sql`
    insert into response_cache (key, answer, expires_at)
    select key, answer, ${expiresAt.toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as response(key text, answer text)
    on conflict (key) do update set answer = excluded.answer, expires_at = excluded.expires_at`);
  await tx.execute(sql`
    delete from response_cache where key in (
      select key from response_cache where expires_at <= now() limit 1000 for update skip locked
    )`);
}

// In one order, so that two workers never wait for each other crosswise.
function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : 1;
}

function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "");
}
