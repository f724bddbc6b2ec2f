import { type SQL, sql } from "drizzle-orm";

/**
 * Whether a decision of the log may be shown to a reader: not where it is another's, and the first of two of which the
 * second is still to come.
 * @param decision the alias of its row.
 * @param reader a member; absent, everything may be shown.
 */
export function isShownTo(reader: string | undefined, decision: SQL): SQL {
  if (!reader) return sql`true`;
  return sql`not exists (select from double_reviews o where o.batch_id = ${decision}.batch_id and o.seq = ${decision}.seq
    and o.outcome = 'open' and o.first_decision_id = ${decision}.id and o.first_by <> ${reader})`;
}
