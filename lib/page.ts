import { z } from "zod";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

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
    return isPosition ? position : null;
  } catch {
    return null;
  }
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
