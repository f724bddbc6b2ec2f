import { type SQL, sql } from "drizzle-orm";
import type { StoredBudgetAlert } from "#db/schema/spend.ts";

/** The alerts of a budget as rows of `alert`. @param budget its name in the statement. */
export function alertsOf(budget: SQL): SQL {
  return sql`jsonb_to_recordset(${budget}.alerts) as alert(basis text, share int, action text)`;
}

/**
 * The condition that a budget has reached an alert that has this follow: of what is used as the row stands, or of what was
 * forecast in its month. Where no alert has it follow, it is decided without a look at them.
 */
export function hasReached(budget: SQL, action: StoredBudgetAlert["action"]): SQL {
  const asked = sql.raw(`'[{"action":"${action}"}]'::jsonb`);
  return sql`(${budget}.alerts @> ${asked} and exists (select from ${alertsOf(budget)}
    where alert.action = ${sql.raw(`'${action}'`)} and case alert.basis
      when 'actual' then (${budget}.spent + ${budget}.unknown_spend) * 100 >= ${budget}.amount * alert.share
      else alert.share <= ${budget}.forecast_share end))`;
}
