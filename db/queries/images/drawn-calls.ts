import { and, asc, eq, like, lt, sql } from "drizzle-orm";
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

/** The pictures that were drawn for one step of one item, in their order, of which an asset is one; none where it is no such. */
export async function findDrawnTogether(tx: Db, assetId: string): Promise<string[]> {
  const [own] = await tx
    .select({ runId: drawnCalls.runId, place: drawnCalls.place })
    .from(drawnCalls)
    .where(sql`${drawnCalls.pictures} @> ${JSON.stringify([{ assetId }])}::jsonb`)
    .limit(1);
  if (!own) return [];
  const step = own.place.slice(0, own.place.lastIndexOf(".") + 1);
  const calls = await tx
    .select({ pictures: drawnCalls.pictures })
    .from(drawnCalls)
    .where(and(eq(drawnCalls.runId, own.runId), like(drawnCalls.place, `${step}%`)))
    .orderBy(asc(sql`length(${drawnCalls.place})`), asc(drawnCalls.place));
  return [...new Set(calls.flatMap(({ pictures }) => pictures.map((picture) => picture.assetId)))];
}

/** Forgets calls of before a moment: by then whoever was to take over, or to choose, has. */
export async function deleteDrawnCalls(tx: Db, before: Date): Promise<void> {
  await tx.delete(drawnCalls).where(lt(drawnCalls.madeAt, before));
}
