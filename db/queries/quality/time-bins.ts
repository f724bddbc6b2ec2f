import { type SQL, sql } from "drizzle-orm";

/** Where the first bin of lengths of time begins, in seconds; what is shorter is in it too. */
export const FIRST_BIN_SECONDS = 0.25;
/** How much longer each bin is than the one before: what is read from them is within a twentieth of what was. */
export const BIN_GROWTH = 1.1;
/** Some centuries. */
const LAST_BIN = 250;

/** The bin that a number of seconds falls into. */
export function timeBin(seconds: SQL): SQL {
  return sql`least(floor(ln(greatest(${seconds}, ${FIRST_BIN_SECONDS}) / ${FIRST_BIN_SECONDS}) / ln(${BIN_GROWTH}::numeric)), ${LAST_BIN})::smallint`;
}
