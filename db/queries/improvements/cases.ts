import { and, asc, eq } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { improvementCases, improvementProposals } from "#db/schema/improvements.ts";

export type ImprovementCaseRow = typeof improvementCases.$inferSelect;
export type ProposalRow = typeof improvementProposals.$inferSelect;

/** Adds the cases of an improvement; there are at most some ninety. */
export async function insertImprovementCases(
  tx: Db,
  cases: (typeof improvementCases.$inferInsert)[],
): Promise<void> {
  await tx.insert(improvementCases).values(cases);
}

/** The cases of an improvement, in order. */
export function readImprovementCases(tx: Db, improvementId: string): Promise<ImprovementCaseRow[]> {
  return tx
    .select()
    .from(improvementCases)
    .where(eq(improvementCases.improvementId, improvementId))
    .orderBy(asc(improvementCases.seq));
}

/** Adds what a proposer proposed. */
export async function insertProposals(
  tx: Db,
  proposals: (typeof improvementProposals.$inferInsert)[],
): Promise<void> {
  if (proposals.length > 0) await tx.insert(improvementProposals).values(proposals);
}

/** What a proposer proposed, in order. */
export function readProposalRows(tx: Db, improvementId: string): Promise<ProposalRow[]> {
  return tx
    .select()
    .from(improvementProposals)
    .where(eq(improvementProposals.improvementId, improvementId))
    .orderBy(asc(improvementProposals.number));
}

/** Notes that a proposal was put into the draft. */
export async function noteTaken(
  tx: Db,
  { improvementId, number }: Pick<ProposalRow, "improvementId" | "number">,
  takenBy: string,
): Promise<void> {
  await tx
    .update(improvementProposals)
    .set({ takenAt: new Date(), takenBy })
    .where(
      and(eq(improvementProposals.improvementId, improvementId), eq(improvementProposals.number, number)),
    );
}
