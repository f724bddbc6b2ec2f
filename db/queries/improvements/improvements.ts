import { and, desc, eq, inArray, isNotNull, lt, or, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { improvements } from "#db/schema/improvements.ts";
import { trials } from "#db/schema/trials.ts";

export type ImprovementRow = typeof improvements.$inferSelect;
export type ImprovementChange = Partial<typeof improvements.$inferInsert>;

/** An improvement as its worker holds it. */
export type OwnedImprovement = Pick<ImprovementRow, "id" | "fence">;

/** An improvement with how its trial stands, which says how far it is. */
export interface NamedImprovement {
  improvement: ImprovementRow;
  /** `null` where there is none, or none any more. */
  trialStatus: (typeof trials.$inferSelect)["status"] | null;
  trialFinishedAt: Date | null;
  createdByName: string | null;
}

const named = {
  improvement: improvements,
  trialStatus: trials.status,
  trialFinishedAt: trials.finishedAt,
  createdByName: members.name,
};

/** Adds an improvement. */
export async function insertImprovement(
  tx: Db,
  improvement: typeof improvements.$inferInsert,
): Promise<void> {
  await tx.insert(improvements).values(improvement);
}

/** The improvement of an id; `null` when there is none. */
export async function findImprovement(tx: Db, id: string): Promise<NamedImprovement | null> {
  if (!isUuid(id)) return null;
  const [found] = await selectNamed(tx).where(eq(improvements.id, id));
  return found ?? null;
}

/** A page of a template's improvements, the latest first; one more than `limit` where there are more. */
export function listImprovements(
  tx: Db,
  templateId: string,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<NamedImprovement[]> {
  return selectNamed(tx)
    .where(and(eq(improvements.templateId, templateId), before ? lt(improvements.id, before) : undefined))
    .orderBy(desc(improvements.id))
    .limit(limit + 1);
}

/** Whether one of a template is still proposing or trying. */
export async function hasOpenImprovement(tx: Db, templateId: string): Promise<boolean> {
  const open = or(
    eq(improvements.state, "proposing"),
    and(eq(improvements.state, "trying"), sql`${trials.id} is not null and ${trials.finishedAt} is null`),
  );
  const found = await selectNamed(tx)
    .where(and(eq(improvements.templateId, templateId), open))
    .limit(1);
  return found.length > 0;
}

/**
 * Makes a worker the owner of an improvement that still needs one: it proposes, or its last worker left a call behind.
 * `null` otherwise. Whoever owned it before may write no more.
 */
export async function takeImprovement(tx: Db, id: string): Promise<ImprovementRow | null> {
  const [taken] = await tx
    .update(improvements)
    .set({ fence: sql`${improvements.fence} + 1` })
    .where(
      and(eq(improvements.id, id), or(eq(improvements.state, "proposing"), isNotNull(improvements.inFlight))),
    )
    .returning();
  return taken ?? null;
}

/** An improvement that still has this owner, held until the transaction ends; `null` otherwise. */
export async function holdImprovement(
  tx: Db,
  { id, fence }: OwnedImprovement,
): Promise<ImprovementRow | null> {
  const [held] = await tx
    .select()
    .from(improvements)
    .where(and(eq(improvements.id, id), eq(improvements.fence, fence)))
    .for("update");
  return held ?? null;
}

/** Changes an improvement. The caller holds it. */
export async function updateImprovement(tx: Db, id: string, change: ImprovementChange): Promise<void> {
  await tx.update(improvements).set(change).where(eq(improvements.id, id));
}

/** Ends one that is still proposing as cancelled; `false` when it is not. */
export async function cancelProposing(tx: Db, id: string): Promise<boolean> {
  const cancelled = await tx
    .update(improvements)
    .set({ state: "cancelled", endedAt: new Date() })
    .where(and(eq(improvements.id, id), eq(improvements.state, "proposing")))
    .returning({ id: improvements.id });
  return cancelled.length > 0;
}

/** Adds to what its proposer has cost. The caller holds it. */
export async function addToImprovement(
  tx: Db,
  id: string,
  { spent, unknown }: { spent: string; unknown: string },
): Promise<void> {
  await tx.execute(sql`
    update improvements set spent = spent + ${spent}::numeric, unknown_spend = unknown_spend + ${unknown}::numeric
    where id = ${id}::uuid`);
}

/** Of these templates, when an improvement that was not cancelled and did not fail was begun last. */
export async function lastBegun(tx: Db, templateIds: readonly string[]): Promise<Map<string, Date>> {
  if (templateIds.length === 0) return new Map();
  const rows = await tx
    .select({ templateId: improvements.templateId, at: sql<string>`max(${improvements.createdAt})` })
    .from(improvements)
    .where(
      and(
        inArray(improvements.templateId, [...templateIds]),
        inArray(improvements.state, ["proposing", "trying"]),
      ),
    )
    .groupBy(improvements.templateId);
  return new Map(rows.map(({ templateId, at }) => [templateId, new Date(at)]));
}

function selectNamed(tx: Db) {
  return tx
    .select(named)
    .from(improvements)
    .leftJoin(trials, eq(trials.id, improvements.trialId))
    .leftJoin(members, eq(members.id, improvements.createdBy));
}
