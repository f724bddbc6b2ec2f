import { type SQL, sql } from "drizzle-orm";

/** Outputs with keys from here up to there: a category with all below it, or those that have none. */
export interface CategoryRange {
  from: string;
  before: string;
}

/** The range of a category's key, as lib/checks/category-key.ts makes it. */
export function rangeOf(key: string): CategoryRange {
  // A step ends with a space, and nothing comes between it and the sign after it.
  return { from: key, before: key === "" ? "\u0001" : `${key.slice(0, -1)}!` };
}

/** Whether an output's category is in one of these ranges. */
export function isInCategory(keys: readonly string[]): SQL {
  const parts = keys
    .map(rangeOf)
    .map(({ from, before }) => sql`category >= ${from} and category < ${before}`);
  return sql`(${sql.join(parts, sql` or `)})`;
}
