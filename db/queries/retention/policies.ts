import { eq, notInArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { settings } from "#db/schema/auth.ts";
import { retentionPolicies } from "#db/schema/retention.ts";

const TURN = "retention.turn";

/** How many days each kind is kept that is not kept for good. */
export async function readKeepDays(tx: Db): Promise<Map<string, number>> {
  const rows = await tx.select().from(retentionPolicies);
  return new Map(rows.map(({ kind, keepDays }) => [kind, keepDays]));
}

/** Puts policies in place of all there were. */
export async function replaceKeepDays(tx: Db, policies: { kind: string; keepDays: number }[]): Promise<void> {
  const kinds = policies.map(({ kind }) => kind);
  await tx
    .delete(retentionPolicies)
    .where(kinds.length > 0 ? notInArray(retentionPolicies.kind, kinds) : sql`true`);
  for (const policy of policies)
    await tx
      .insert(retentionPolicies)
      .values(policy)
      .onConflictDoUpdate({ target: retentionPolicies.kind, set: { keepDays: policy.keepDays } });
}

/**
 * The number of the next run, which makes every run before it void.
 * @param after the run that asks; `null` when somebody else takes it over, whichever it was.
 * @returns `null` when the run that asks is void itself.
 */
export async function takeNextTurn(tx: Db, after: number | null): Promise<number | null> {
  await tx.insert(settings).values({ key: TURN, value: 0 }).onConflictDoNothing();
  const [row] = await tx.select().from(settings).where(eq(settings.key, TURN)).for("update");
  const turn = Number(row?.value);
  if (after !== null && after !== turn) return null;
  await tx
    .update(settings)
    .set({ value: turn + 1 })
    .where(eq(settings.key, TURN));
  return turn + 1;
}
