import { and, eq, isNull, lt, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { collections, documents, indexCalls } from "#db/schema/knowledge.ts";
import { reserveOnBudgets } from "../spend/budgets.ts";

export type IndexCallRow = typeof indexCalls.$inferSelect;

/** What a wish to reserve for one call gave. */
export type ReservedIndexCall =
  | { kind: "reserved" }
  /** The collection is archived. */
  | { kind: "left" }
  /** `budget` lacks the money, `null`: the collection's cap does; `inFlight`: some may come back. */
  | { kind: "unfunded"; budget: string | null; inFlight: boolean };

/** Promises an amount for one call on a collection's cap and on every budget above it, and notes that it is under way. */
export async function reserveIndexCall(
  tx: Db,
  call: Omit<IndexCallRow, "budgetIds" | "startedAt">,
  { modelId, memberId }: { modelId: string; memberId: string },
): Promise<ReservedIndexCall> {
  const { collectionId, amount } = call;
  const [collection] = await tx.execute<{ fits: boolean; inFlight: boolean; currency: string }>(sql`
    select currency, reserved > 0 as "inFlight",
      budget_cap is null or budget_cap - spent - unknown_spend - reserved >= ${amount}::numeric as fits
    from collections where id = ${collectionId}::uuid and archived_at is null for update`);
  if (!collection) return { kind: "left" };
  const { fits, inFlight, currency } = collection;
  if (!fits) return { kind: "unfunded", budget: null, inFlight };
  const spender = { currency, templateId: null, modelIds: [modelId], memberId };
  const reserved = await reserveOnBudgets(tx, spender, amount);
  if (!reserved.granted) return { kind: "unfunded", budget: reserved.budget, inFlight: reserved.inFlight };
  await tx.insert(indexCalls).values({ ...call, budgetIds: reserved.budgetIds });
  await tx
    .update(collections)
    .set({ reserved: sql`${collections.reserved} + ${amount}::numeric` })
    .where(eq(collections.id, collectionId));
  return { kind: "reserved" };
}

/** Takes a call out of those under way; `null` when somebody else has. */
export async function takeIndexCall(tx: Db, id: string): Promise<IndexCallRow | null> {
  const [taken] = await tx.delete(indexCalls).where(eq(indexCalls.id, id)).returning();
  return taken ?? null;
}

/** Writes what a call came to on its collection and its document. */
export async function closeIndexCall(
  tx: Db,
  { collectionId, documentId, amount }: Pick<IndexCallRow, "collectionId" | "documentId" | "amount">,
  { spent, unknown }: { spent: string; unknown: string },
): Promise<void> {
  await tx
    .update(collections)
    .set({
      reserved: sql`${collections.reserved} - ${amount}::numeric`,
      spent: sql`${collections.spent} + ${spent}::numeric`,
      unknownSpend: sql`${collections.unknownSpend} + ${unknown}::numeric`,
    })
    .where(eq(collections.id, collectionId));
  if (documentId && spent !== "0")
    await tx
      .update(documents)
      .set({ cost: sql`${documents.cost} + ${spent}::numeric` })
      .where(eq(documents.id, documentId));
}

/** Takes what the last worker of a document had under way. */
export async function takeLostCalls(tx: Db, documentId: string): Promise<IndexCallRow[]> {
  return tx.delete(indexCalls).where(eq(indexCalls.documentId, documentId)).returning();
}

/** Takes the questions of searches that began before a moment and whose end nobody has told. */
export async function takeLostQuestions(tx: Db, collectionId: string, before: Date): Promise<IndexCallRow[]> {
  return tx
    .delete(indexCalls)
    .where(
      and(
        eq(indexCalls.collectionId, collectionId),
        isNull(indexCalls.documentId),
        lt(indexCalls.startedAt, before),
      ),
    )
    .returning();
}
