import { eq, inArray } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";

/** The languages whose outputs a member reviews, as tags or their beginnings; empty: any. */
export async function readReviewLanguages(tx: Db, memberId: string): Promise<string[]> {
  const [row] = await tx
    .select({ reviewLanguages: members.reviewLanguages })
    .from(members)
    .where(eq(members.id, memberId));
  return row?.reviewLanguages ?? [];
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
