import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

interface Owned {
  id: string;
  fence: number;
}

/**
 * Takes the most that a call to a judge may cost from what the trial may spend on judging. `inFlight`: other such calls are
 * under way, of which some of it may come back.
 */
export async function takeForJudging(
  tx: Db,
  { id, fence }: Owned,
  amount: string,
): Promise<{ granted: boolean; inFlight: boolean }> {
  const taken = await tx.execute(sql`
    update trials set judge_spent = judge_spent + ${amount}::numeric
    where id = ${id} and fence = ${fence} and status = 'running'
      and judge_spent + ${amount}::numeric <= coalesce(judge_cap, 'infinity'::numeric)
    returning id`);
  if (taken.length > 0) return { granted: true, inFlight: false };
  const [others] = await tx.execute<{ some: boolean }>(sql`
    select exists (select from trial_cells
      where trial_id = ${id} and in_flight ->> 'purpose' = 'check') as some`);
  return { granted: false, inFlight: others?.some ?? false };
}

/** Gives back what a call to a judge did not cost of what was taken for it. Nothing of a trial that is another worker's. */
export async function giveBackOfJudging(
  tx: Db,
  { id, fence }: Owned,
  { amount, cost }: { amount: string; cost: string },
): Promise<void> {
  await tx.execute(sql`
    update trials set judge_spent = judge_spent - ${amount}::numeric + ${cost}::numeric
    where id = ${id} and fence = ${fence}`);
}
