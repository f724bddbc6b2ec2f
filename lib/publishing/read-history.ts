import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { type HistoryRow, readHistory } from "#db/queries/publishing/channel-entries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** What stood in a channel from a moment on, by whom, and who had approved it. */
export interface HistoryEntry extends Omit<HistoryRow, "batchId" | "seq" | "position"> {
  itemId: string;
}

/** The history of a product in a channel, newest first. Needs `channels:read`. */
export async function viewHistory(
  actor: Actor,
  {
    channelId,
    key,
    limit,
    cursor,
  }: { channelId: string; key: string; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: HistoryEntry[]; nextCursor: string | null }, "forbidden" | "not_found">> {
  if (!can(actor, "channels:read")) return refuse("forbidden");
  if (!isUuid(channelId)) return refuse("not_found");
  const position = decodeCursor(cursor)?.[0];
  const before = position === undefined ? null : Number(position);
  const rows = await readHistory(db(), { channelId, key, before, limit: limit + 1 });
  const { items, nextCursor } = cutPage(rows, limit, (row) => [row.position]);
  return accept({ items: items.map(toEntry), nextCursor });
}

function toEntry({ batchId, seq, position: _, at, ...row }: HistoryRow): HistoryEntry {
  return { ...row, at: new Date(at).toISOString(), itemId: itemId(batchId, seq) };
}
