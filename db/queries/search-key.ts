import { type SQL, sql } from "drizzle-orm";

const LENGTH = 100;

/** A key as it is searched for: whatever its case, width and the space around it; `null` for none. */
export function searchKey(value: SQL): SQL {
  return sql`nullif(left(lower(normalize(btrim(${value}), NFKC)), ${sql.raw(String(LENGTH))}), '')`;
}
