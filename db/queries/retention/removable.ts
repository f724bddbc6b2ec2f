import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** What a policy would remove, and what it leaves because somebody still needs it. */
export interface Removable {
  count: number;
  bytes: number;
  heldBack: number;
}

/** What was removed at once, and whether there is more. */
export interface Removed {
  count: number;
  bytes: number;
  more: boolean;
}

/** Reads a count, bytes and what is held back, however large. */
export async function measure(tx: Db, query: SQL): Promise<Removable> {
  const [row] = await tx.execute<{ count: string; bytes: string; held_back: string }>(query);
  return { count: Number(row?.count), bytes: Number(row?.bytes), heldBack: Number(row?.held_back) };
}

/** Removes rows in one statement that gives the size of each. */
export async function removeRows(tx: Db, statement: SQL, limit: number): Promise<Removed> {
  const rows = await tx.execute<{ bytes: string }>(statement);
  const bytes = [...rows].reduce((sum, row) => sum + Number(row.bytes), 0);
  return { count: rows.length, bytes, more: rows.length === limit };
}

/** Lets this transaction change an append-only table. Of the ledger, prices and decisions nothing is ever changed. */
export async function mayChange(
  tx: Db,
  table: "audit_log" | "output_versions" | "trial_votes",
): Promise<void> {
  await tx.execute(sql`select set_config('presswork.may_change', ${table}, true)`);
}
