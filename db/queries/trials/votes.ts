import { and, desc, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { trialVotes } from "#db/schema/trial-votes.ts";

export type VoteRow = typeof trialVotes.$inferSelect;

/** Adds a vote; what the person chose before on the same two outputs counts no more. */
export async function insertVote(tx: Db, vote: typeof trialVotes.$inferInsert): Promise<void> {
  await tx.insert(trialVotes).values(vote);
}

/** The votes of a trial that count, the latest first: of each person and pair the last, unless it was taken back. */
export async function readVotes(tx: Db, trialId: string): Promise<VoteRow[]> {
  const last = sql`(
    select distinct on (member_id, row_number, language, a, b) id from trial_votes where trial_id = ${trialId}::uuid
    order by member_id, row_number, language, a, b, id desc)`;
  return tx
    .select()
    .from(trialVotes)
    .where(and(sql`${trialVotes.id} in ${last}`, ne(trialVotes.choice, "withdrawn")))
    .orderBy(desc(trialVotes.id));
}

/** Holds back other votes of this person on this trial until the transaction ends, so that each knows the last one. */
export async function lockVoter(tx: Db, trialId: string, memberId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`votes ${trialId} ${memberId}`}, 0))`);
}
