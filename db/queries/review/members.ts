import { eq, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";

/** What somebody reviews. */
export interface ReviewAssignment {
  /** Tags of languages or their beginnings; empty: any. */
  languages: string[];
  /** Product categories, each with all below it; empty: any. */
  categories: string[];
}

/** The languages and product categories whose outputs a member reviews. */
export async function readAssignment(tx: Db, memberId: string): Promise<ReviewAssignment> {
  const [row] = await tx
    .select({ languages: members.reviewLanguages, categories: members.reviewCategories })
    .from(members)
    .where(eq(members.id, memberId));
  return row ?? { languages: [], categories: [] };
}

/** Names by member id; ids of nobody, and `null`, are left out. */
export async function readMemberNames(tx: Db, ids: (string | null)[]): Promise<Map<string, string>> {
  const known = [...new Set(ids.filter((id) => id !== null))];
  if (known.length === 0) return new Map();
  const rows = await tx
    .select({ id: members.id, name: members.name })
    .from(members)
    .where(inArray(members.id, known));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
