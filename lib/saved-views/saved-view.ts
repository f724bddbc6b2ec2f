/** The lists whose filters and order can be kept under a name. */
export const VIEWED_LISTS = ["batches", "templates", "datasets", "ledger", "outputs"] as const;

export type ViewedList = (typeof VIEWED_LISTS)[number];

/** Filters and order of a list, kept by somebody for themself. */
export interface SavedView {
  id: string;
  name: string;
  /** What stands after the question mark in the list's address. */
  query: string;
}
