import { and, asc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { reviewMessages } from "#db/schema/review.ts";

export type MessageRow = typeof reviewMessages.$inferSelect;

/** Appends what somebody wrote about an item. */
export async function insertMessage(tx: Db, message: Omit<MessageRow, "at">): Promise<void> {
  await tx.insert(reviewMessages).values(message);
}

/** Everything that was written about an item, oldest first. */
export async function readMessages(tx: Db, batchId: string, seq: number): Promise<MessageRow[]> {
  return tx
    .select()
    .from(reviewMessages)
    .where(and(eq(reviewMessages.batchId, batchId), eq(reviewMessages.seq, seq)))
    .orderBy(asc(reviewMessages.at), asc(reviewMessages.id));
}
