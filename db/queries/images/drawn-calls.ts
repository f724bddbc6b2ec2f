import { and, eq, lt } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { drawnCalls } from "#db/schema/images.ts";

type DrawnCallRow = typeof drawnCalls.$inferSelect;

/** What a call for pictures made; `null` for one that nobody made. */
export async function findDrawnCall(
  tx: Db,
  { runId, place }: Pick<DrawnCallRow, "runId" | "place">,
): Promise<Pick<DrawnCallRow, "pictures"> | null> {
  const [found] = await tx
    .select({ pictures: drawnCalls.pictures })
    .from(drawnCalls)
    .where(and(eq(drawnCalls.runId, runId), eq(drawnCalls.place, place)));
  return found ?? null;
}

/** Notes what a call for pictures made; the first that says so counts. */
export async function insertDrawnCall(tx: Db, call: Omit<DrawnCallRow, "madeAt">): Promise<void> {
  await tx.insert(drawnCalls).values(call).onConflictDoNothing();
}

/** Forgets calls of before a moment: by then whoever was to take over has. */
export async function deleteDrawnCalls(tx: Db, before: Date): Promise<void> {
  await tx.delete(drawnCalls).where(lt(drawnCalls.madeAt, before));
}
