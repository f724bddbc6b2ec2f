import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { trialCells } from "#db/schema/trials.ts";

export type CellRow = typeof trialCells.$inferSelect;
export type CellChange = Partial<typeof trialCells.$inferInsert>;

/** Adds the cells of a trial; there are at most a few hundred. */
export async function insertCells(tx: Db, cells: (typeof trialCells.$inferInsert)[]): Promise<void> {
  await tx.insert(trialCells).values(cells);
}

/** The cells of a trial by sequence number; only some of them when asked. */
export async function readCells(tx: Db, trialId: string, seqs?: readonly number[]): Promise<CellRow[]> {
  if (seqs?.length === 0) return [];
  return tx
    .select()
    .from(trialCells)
    .where(and(eq(trialCells.trialId, trialId), seqs ? inArray(trialCells.seq, [...seqs]) : undefined))
    .orderBy(asc(trialCells.seq));
}

/** The version of every cell: it rises with each change, so that only what changed need be read. */
export async function readCellVersions(tx: Db, trialId: string): Promise<{ seq: number; version: number }[]> {
  return tx
    .select({ seq: trialCells.seq, version: trialCells.version })
    .from(trialCells)
    .where(eq(trialCells.trialId, trialId));
}

/** How many cells of each trial are in each status. */
export async function countCells(
  tx: Db,
  trialIds: readonly string[],
): Promise<{ trialId: string; status: CellRow["status"]; count: number }[]> {
  if (trialIds.length === 0) return [];
  return tx
    .select({ trialId: trialCells.trialId, status: trialCells.status, count: sql<number>`count(*)::int` })
    .from(trialCells)
    .where(inArray(trialCells.trialId, [...trialIds]))
    .groupBy(trialCells.trialId, trialCells.status);
}

/** Changes one cell. */
export async function updateCell(tx: Db, trialId: string, seq: number, change: CellChange): Promise<void> {
  await tx
    .update(trialCells)
    .set({ ...change, version: sql`${trialCells.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(trialCells.trialId, trialId), eq(trialCells.seq, seq)));
}

/** Changes every cell of a trial that is in one of these statuses. */
export async function updateCellsIn(
  tx: Db,
  trialId: string,
  statuses: CellRow["status"][],
  change: CellChange,
): Promise<void> {
  await tx
    .update(trialCells)
    .set({ ...change, version: sql`${trialCells.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(trialCells.trialId, trialId), inArray(trialCells.status, statuses)));
}

/** Writes down the text that cells have so far, in one statement; cells that ended meanwhile stay as they are. */
export async function writePartialTexts(
  tx: Db,
  trialId: string,
  texts: ReadonlyMap<number, string>,
): Promise<void> {
  const rows = JSON.stringify([...texts].map(([seq, text]) => ({ seq, text })));
  await tx.execute(sql`
    update trial_cells cell set partial_text = partial.text, version = version + 1, updated_at = now()
    from jsonb_to_recordset(${rows}::jsonb) as partial(seq int, text text)
    where cell.trial_id = ${trialId}::uuid and cell.seq = partial.seq and cell.status = 'running'`);
}
