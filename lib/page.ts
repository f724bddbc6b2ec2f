import { validate as isUuid } from "uuid";
import { z } from "zod";
import { storableText } from "./storable-text.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
/** The largest integer that the database has a column for. */
const LARGEST_INTEGER = 2_147_483_647;
const WRITTEN_MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3,6}Z$/;

/** The `limit` and `cursor` that every list takes. */
export const pageInput = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  cursor: z.string().optional(),
});

/** What every list answers: its items and where the next page starts. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** Where a page ended, as the opaque string a client sends back. */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** The position a cursor stands for; `null` for none or for one that is not ours. */
export function decodeCursor(cursor: string | undefined): (string | number)[] | null {
  if (!cursor) return null;
  try {
    const position: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    const isPosition =
      Array.isArray(position) && position.every((p) => typeof p === "string" || typeof p === "number");
    return isPosition ? position.map((p) => (typeof p === "string" ? storableText(p) : p)) : null;
  } catch {
    return null;
  }
}

/** The id that a page ended at; `undefined` for no cursor, or for one of anything else. */
export function decodeIdCursor(cursor: string | undefined): string | undefined {
  const [id] = decodeCursor(cursor) ?? [];
  return typeof id === "string" && isUuid(id) ? id : undefined;
}

/** The number that a page ended at; `undefined` for no cursor, or for one of anything else. */
export function decodeNumberCursor(cursor: string | undefined): number | undefined {
  const [number] = decodeCursor(cursor) ?? [];
  return isStoredInteger(number) ? number : undefined;
}

/** The item that a page over batches ended at; `undefined` for no cursor, or for one of anything else. */
export function decodeItemCursor(cursor: string | undefined): { batchId: string; seq: number } | undefined {
  const [batchId, seq] = decodeCursor(cursor) ?? [];
  const isItem = typeof batchId === "string" && isUuid(batchId) && isStoredInteger(seq);
  return isItem ? { batchId, seq } : undefined;
}

/** Whether a part of a position can be compared with an integer of the database. */
export function isStoredInteger(part: string | number | undefined): part is number {
  return typeof part === "number" && Number.isInteger(part) && Math.abs(part) <= LARGEST_INTEGER;
}

/** The moment and the id that a page ended at; `undefined` for no cursor, or for one of anything else. */
export function decodeMomentCursor(cursor: string | undefined): { at: string; id: string } | undefined {
  const [at, id] = decodeCursor(cursor) ?? [];
  return isWrittenMoment(at) && typeof id === "string" && isUuid(id) ? { at, id } : undefined;
}

// From a day that is in no calendar JavaScript counts on; the database refuses it, and a year 0.
function isWrittenMoment(part: string | number | undefined): part is string {
  if (typeof part !== "string" || !WRITTEN_MOMENT.test(part)) return false;
  const moment = Date.parse(part);
  return moment >= 0 && new Date(moment).toISOString().slice(0, 19) === part.slice(0, 19);
}

/**
 * Cuts a page out of rows of which one more than `limit` was asked for.
 * @param positionOf the keyset position of a row, as the query orders by it.
 */
export function cutPage<Row>(
  rows: Row[],
  limit: number,
  positionOf: (row: Row) => (string | number)[],
): { items: Row[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? encodeCursor(positionOf(last)) : null };
}
