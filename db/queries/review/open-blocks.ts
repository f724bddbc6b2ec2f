import { sql } from "drizzle-orm";

/**
 * The kinds of check that block item `i` and that nobody has overridden: for this version of its output and this version
 * of the check.
 */
export const OPEN_BLOCKS = sql`array(select distinct block ->> 'kind' from jsonb_array_elements(i.checks) as found(block)
  where block ->> 'verdict' = 'block' and not exists (select from check_overrides o
    where o.batch_id = i.batch_id and o.seq = i.seq and o.output_version = i.output_version
      and o.kind = block ->> 'kind' and o.check_version = block ->> 'version') order by 1)`;

/** Whether a check blocks item `i` that nobody has overridden: nothing publishes it. */
export const IS_BLOCKED = sql`(i.checks @> '[{"verdict": "block"}]' and ${OPEN_BLOCKS} <> '{}')`;
