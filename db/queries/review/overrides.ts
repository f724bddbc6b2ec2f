import { and, asc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { checkOverrides } from "#db/schema/review.ts";

export type OverrideRow = typeof checkOverrides.$inferSelect;

/** Appends overrides. The caller holds their item. */
export async function insertOverrides(tx: Db, overrides: Omit<OverrideRow, "at">[]): Promise<void> {
  await tx.insert(checkOverrides).values(overrides);
}

/** Every override of an item's checks there ever was, oldest first. */
export function readOverrides(tx: Db, batchId: string, seq: number): Promise<OverrideRow[]> {
  return tx
    .select()
    .from(checkOverrides)
    .where(and(eq(checkOverrides.batchId, batchId), eq(checkOverrides.seq, seq)))
    .orderBy(asc(checkOverrides.id));
}
