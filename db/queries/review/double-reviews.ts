import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { doubleReviews } from "#db/schema/review.ts";

/** A double review whose second decision is still to come. */
export type OpenDouble = typeof doubleReviews.$inferSelect;

/** The open double reviews of items. */
export async function readOpenDoubles(
  tx: Db,
  items: readonly { batchId: string; seq: number }[],
): Promise<OpenDouble[]> {
  const found: OpenDouble[] = [];
  for (const [batchId, ofBatch] of Map.groupBy(items, (item) => item.batchId)) {
    const seqs = ofBatch.map(({ seq }) => seq);
    const open = and(
      eq(doubleReviews.batchId, batchId),
      inArray(doubleReviews.seq, seqs),
      eq(doubleReviews.outcome, "open"),
    );
    found.push(...(await tx.select().from(doubleReviews).where(open)));
  }
  return found;
}

/** Begins a double review with its first decision. */
export async function insertDouble(tx: Db, double: typeof doubleReviews.$inferInsert): Promise<void> {
  await tx.insert(doubleReviews).values(double);
}

/** Ends the open double review of an item: with its second decision, or void by another. */
export async function endDouble(
  tx: Db,
  { batchId, seq }: { batchId: string; seq: number },
  end:
    | {
        outcome: "agreed" | "differed";
        second: "approve" | "reject" | "edit";
        secondBy: string;
        secondDecisionId: string;
      }
    /** The decision that ends it without being its second. */
    | { outcome: "void"; secondDecisionId: string },
): Promise<void> {
  await tx
    .update(doubleReviews)
    .set({ ...end, ...(end.outcome !== "void" && { secondAt: sql`now()` }) })
    .where(
      and(eq(doubleReviews.batchId, batchId), eq(doubleReviews.seq, seq), eq(doubleReviews.outcome, "open")),
    );
}

/**
 * Takes a decision out of the double review it was part of: void without its first, open again without its second or
 * without what made it void.
 */
export async function takeOutOfDouble(
  tx: Db,
  { batchId, seq }: { batchId: string; seq: number },
  decisionId: string,
): Promise<void> {
  const ofItem = and(eq(doubleReviews.batchId, batchId), eq(doubleReviews.seq, seq));
  const isFirst = eq(doubleReviews.firstDecisionId, decisionId);
  const isSecond = eq(doubleReviews.secondDecisionId, decisionId);
  await tx
    .update(doubleReviews)
    .set({
      outcome: sql`case when ${isFirst} then 'void' else 'open' end`,
      ...{ second: null, secondBy: null, secondDecisionId: null, secondAt: null },
    })
    .where(and(ofItem, or(isFirst, isSecond)));
}
