import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { modelInLanguage } from "../batches/language-model.ts";

/** What of a batch says what making its outputs anew will cost, and whether its cap has room for that. */
export interface RegenerationFacts {
  id: string;
  name: string;
  currency: string;
  /** Those that make its outputs: of its languages, where they ask several. */
  modelIds: string[];
  launchedBy: string;
  cap: string;
  spent: string;
  unknown: string;
  reserved: string;
  /** Items that took a call, and what all calls took. */
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** Outputs that were made anew, and what that has cost. */
  made: number;
  madeSpent: string;
}

/** The facts of these batches, in no order. */
export async function readRegenerationFacts(
  tx: Db,
  batchIds: readonly string[],
): Promise<RegenerationFacts[]> {
  if (batchIds.length === 0) return [];
  const rows = await tx.execute<RegenerationFacts & Record<string, unknown>>(sql`
    select b.id, b.name, b.currency, array(select distinct ${modelInLanguage(sql`b`, sql`tag`)}::text
        from unnest(b.languages) tag) as "modelIds", b.launched_by as "launchedBy", b.cap::text,
      b.spent::text, b.unknown_spend::text as unknown, b.reserved::text, c.calls, c.input as "inputTokens",
      c.output as "outputTokens", r.made, r.spent as "madeSpent"
    from batches b
      cross join lateral (select coalesce(sum(succeeded + failed - cache_hits - memory_hits), 0)::int as calls,
        coalesce(sum(input_tokens), 0)::float as input, coalesce(sum(output_tokens), 0)::float as output
        from batch_counters where batch_id = b.id) c
      cross join lateral (select count(*)::int as made, coalesce(sum(spent), 0)::text as spent
        from regenerations where batch_id = b.id and state = 'succeeded' and attempts > 0) r
    where b.id in ${[...batchIds]}`);
  return [...rows];
}
