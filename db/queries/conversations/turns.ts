import { and, asc, eq, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { conversationTurns } from "#db/schema/conversations.ts";

export type TurnRow = typeof conversationTurns.$inferSelect;
export type TurnChange = Partial<typeof conversationTurns.$inferInsert>;

/** A turn as its worker holds it. */
export type OwnedTurn = Pick<TurnRow, "conversationId" | "seq" | "fence">;

/** Adds a turn. The caller holds the conversation. */
export async function insertTurn(tx: Db, turn: typeof conversationTurns.$inferInsert): Promise<void> {
  await tx.insert(conversationTurns).values(turn);
}

/** The turns of a conversation in their order; only some of them when asked. */
export async function readTurns(
  tx: Db,
  conversationId: string,
  seqs?: readonly number[],
): Promise<TurnRow[]> {
  if (seqs?.length === 0) return [];
  const wanted = seqs ? inArray(conversationTurns.seq, [...seqs]) : undefined;
  return tx
    .select()
    .from(conversationTurns)
    .where(and(eq(conversationTurns.conversationId, conversationId), wanted))
    .orderBy(asc(conversationTurns.seq));
}

/** The version of every turn: it rises with each change, so that only what changed need be read. */
export async function readTurnVersions(
  tx: Db,
  conversationId: string,
): Promise<Pick<TurnRow, "seq" | "version" | "state">[]> {
  const { seq, version, state } = conversationTurns;
  return tx
    .select({ seq, version, state })
    .from(conversationTurns)
    .where(eq(conversationTurns.conversationId, conversationId))
    .orderBy(asc(seq));
}

/** Makes a worker the owner of a turn that runs; `null` when it has ended. Whoever owned it before may write no more. */
export async function takeTurn(tx: Db, conversationId: string, seq: number): Promise<TurnRow | null> {
  const [taken] = await tx
    .update(conversationTurns)
    .set({ fence: sql`${conversationTurns.fence} + 1` })
    .where(and(isTurn({ conversationId, seq }), eq(conversationTurns.state, "running")))
    .returning();
  return taken ?? null;
}

/** A turn that runs and still has this owner; `null` otherwise. The caller holds the conversation. */
export async function findOwnedTurn(tx: Db, owned: OwnedTurn): Promise<TurnRow | null> {
  const [held] = await tx
    .select()
    .from(conversationTurns)
    .where(
      and(isTurn(owned), eq(conversationTurns.fence, owned.fence), eq(conversationTurns.state, "running")),
    );
  return held ?? null;
}

/** Changes a turn. The caller holds the conversation. */
export async function updateTurn(
  tx: Db,
  turn: Pick<TurnRow, "conversationId" | "seq">,
  change: TurnChange,
): Promise<void> {
  await tx
    .update(conversationTurns)
    .set({ ...change, version: sql`${conversationTurns.version} + 1` })
    .where(isTurn(turn));
}

/** Writes down what has been written of an answer so far; one that has ended stays as it is. */
export async function writePartialAnswer(tx: Db, owned: OwnedTurn, text: string): Promise<void> {
  await tx
    .update(conversationTurns)
    .set({ partialText: text, version: sql`${conversationTurns.version} + 1` })
    .where(
      and(isTurn(owned), eq(conversationTurns.fence, owned.fence), eq(conversationTurns.state, "running")),
    );
}

/** Whether a turn has ended, was taken over or is to be stopped: its worker goes on with it no more. */
export async function isTurnLeft(tx: Db, { conversationId, seq, fence }: OwnedTurn): Promise<boolean> {
  const [turn] = await readTurns(tx, conversationId, [seq]);
  return turn?.state !== "running" || turn.fence !== fence || turn.stopAskedAt !== null;
}

function isTurn({ conversationId, seq }: Pick<TurnRow, "conversationId" | "seq">) {
  return and(eq(conversationTurns.conversationId, conversationId), eq(conversationTurns.seq, seq));
}
