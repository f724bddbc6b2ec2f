import type { BatchSort } from "#db/queries/batches/list-batches.ts";

/** Orders of the list of batches, the usual one first. */
export const BATCH_SORTS = [
  "newest",
  "oldest",
  "name",
  "items",
  "failed",
  "spent",
] as const satisfies readonly BatchSort[];
