import type { LockedItemRow } from "#db/queries/review/decisions.ts";
import type { ReviewedItem } from "./decision.ts";

/** An item's row, locked, as decisions are made on it: it is changed as they are. */
export type ReviewedRow = LockedItemRow & ReviewedItem;
