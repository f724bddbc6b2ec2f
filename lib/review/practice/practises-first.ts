import type { Db } from "#db/client.ts";
import { readPractiser } from "#db/queries/review/practice.ts";

/** Whether a member has to practise before any item is theirs to decide. */
export async function practisesFirst(tx: Db, memberId: string): Promise<boolean> {
  const { practisesFirst, practisedAt } = await readPractiser(tx, memberId);
  return practisesFirst && practisedAt === null;
}
