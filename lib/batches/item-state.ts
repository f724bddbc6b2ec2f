/** Where an item stands. The first two have no row yet: they follow from what is handed out and in flight. */
export const ITEM_STATES = ["pending", "running", "succeeded", "failed", "skipped"] as const;

export type ItemState = (typeof ITEM_STATES)[number];
