import { db } from "#db/client.ts";
import { takeToIndex, writeTerms } from "#db/queries/outputs/terms.ts";
import { wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import { outputTerms } from "./search-terms.ts";

/** So few that others of the embedded database, which does one thing at a time, hardly wait. */
const OUTPUTS_AT_ONCE = 50;

/**
 * Puts outputs that are new or have changed into the index, some at a time, until there are none or `patienceMs` have
 * passed. Each time is a transaction of its own, so it may end anywhere.
 * @param waits for those that others are putting into it just now; without, they are left to them.
 * @returns whether there were none left.
 */
export async function indexOutputs({
  patienceMs,
  waits = false,
}: {
  patienceMs: number;
  waits?: boolean;
}): Promise<boolean> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const hasMore = await db().transaction(async (tx) => {
      const taken = await takeToIndex(tx, { limit: OUTPUTS_AT_ONCE, waits });
      if (!taken) return false;
      const terms = taken.items.map(({ seq, output, checks }) => ({
        seq,
        terms: outputTerms(output, wholeVerdicts(checks)),
      }));
      await writeTerms(tx, taken.batchId, terms);
      return true;
    });
    if (!hasMore) return true;
    if (performance.now() > until) return false;
  }
}
