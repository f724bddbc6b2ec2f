import { and, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredFailure } from "#db/schema/failure.ts";
import { bulkActionFailures, bulkActionParts, bulkActions } from "#db/schema/outputs.ts";

export type BulkActionRow = typeof bulkActions.$inferSelect;
export type BulkActionPart = typeof bulkActionParts.$inferSelect;

/** How far a bulk action has come. */
export interface BulkProgress {
  done: number;
  failed: number;
  /** The action that takes it back, and did not fail. */
  takenBackBy: string | null;
}

/** Keeps a new bulk action with the outputs it is about. */
export async function insertBulkAction(
  tx: Db,
  action: typeof bulkActions.$inferInsert,
  parts: readonly Pick<BulkActionPart, "batchId" | "seqs" | "versions">[],
): Promise<void> {
  await tx.insert(bulkActions).values(action);
  await tx
    .insert(bulkActionParts)
    .values(parts.map((part, number) => ({ ...part, number, actionId: action.id })));
}

/** The action with who asked for it and how far it has come; `null` for none. */
export async function findBulkAction(tx: Db, id: string): Promise<(BulkActionRow & BulkProgress) | null> {
  const [action] = await withProgress(tx, await tx.select().from(bulkActions).where(eq(bulkActions.id, id)));
  return action ?? null;
}

/** Bulk actions, the newest first, before one; of one person when asked. One more than `limit` tells of a next page. */
export async function listBulkActions(
  tx: Db,
  { before, askedBy, limit }: { before?: string | undefined; askedBy?: string | undefined; limit: number },
): Promise<(BulkActionRow & BulkProgress)[]> {
  const rows = await tx
    .select()
    .from(bulkActions)
    .where(
      and(
        askedBy ? eq(bulkActions.askedBy, askedBy) : undefined,
        before ? sql`${bulkActions.id} < ${before}::uuid` : undefined,
      ),
    )
    .orderBy(sql`${bulkActions.id} desc`)
    .limit(limit + 1);
  return withProgress(tx, rows);
}

/** An action, held until the transaction ends; `null` for none. */
export async function lockBulkAction(tx: Db, id: string): Promise<BulkActionRow | null> {
  const [action] = await tx.select().from(bulkActions).where(eq(bulkActions.id, id)).for("update");
  return action ?? null;
}

/** The action that takes another back and did not fail; `null` where nobody asked for that. */
export async function findTakeBack(tx: Db, ofAction: string): Promise<BulkActionRow | null> {
  const [action] = await tx
    .select()
    .from(bulkActions)
    .where(and(eq(bulkActions.ofAction, ofAction), ne(bulkActions.status, "failed")));
  return action ?? null;
}

/** The outputs that an action has done something with, in order, each with the version that was found. */
export async function readDoneOutputs(
  tx: Db,
  actionId: string,
): Promise<{ batchId: string; seq: number; outputVersion: number }[]> {
  const rows = await tx.execute<{ batchId: string; seq: number; outputVersion: number }>(sql`
    select p.batch_id as "batchId", o.seq, o.version as "outputVersion"
    from bulk_action_parts p cross join lateral unnest(p.seqs, p.versions) as o(seq, version)
    where p.action_id = ${actionId} and p.done_at is not null
      and not exists (select from bulk_action_failures f
        where f.action_id = p.action_id and f.batch_id = p.batch_id and f.seq = o.seq)
    order by p.number, o.seq`);
  return [...rows];
}

async function withProgress(
  tx: Db,
  actions: readonly BulkActionRow[],
): Promise<(BulkActionRow & BulkProgress)[]> {
  if (actions.length === 0) return [];
  const ids = actions.map(({ id }) => id);
  const rows = await tx.execute<{ id: string } & BulkProgress & Record<string, unknown>>(sql`
    select a.id,
      (select coalesce(sum(cardinality(p.seqs)), 0)::int from bulk_action_parts p
        where p.action_id = a.id and p.done_at is not null) as done,
      (select count(*)::int from bulk_action_failures f where f.action_id = a.id) as failed,
      (select t.id from bulk_actions t where t.of_action = a.id and t.status <> 'failed') as "takenBackBy"
    from bulk_actions a where a.id in ${ids}`);
  const progressOf = new Map(rows.map((row) => [row.id, row]));
  return actions.map((action) => {
    const { done = 0, failed = 0, takenBackBy = null } = progressOf.get(action.id) ?? {};
    return { ...action, done, failed, takenBackBy };
  });
}

/** Notes that an action is under way; `null` where it is over or there is none. */
export async function beginBulkAction(tx: Db, id: string): Promise<BulkActionRow | null> {
  const [action] = await tx
    .update(bulkActions)
    .set({ status: "running" })
    .where(and(eq(bulkActions.id, id), inArray(bulkActions.status, ["queued", "running"])))
    .returning();
  return action ?? null;
}

/** The first part of an action that is not done; `null` when all are. */
export async function nextBulkPart(tx: Db, actionId: string): Promise<BulkActionPart | null> {
  const [part] = await tx
    .select()
    .from(bulkActionParts)
    .where(and(eq(bulkActionParts.actionId, actionId), isNull(bulkActionParts.doneAt)))
    .orderBy(asc(bulkActionParts.number))
    .limit(1);
  return part ?? null;
}

/** Notes that a part is done, and the outputs of it that stayed as they were. */
export async function endBulkPart(
  tx: Db,
  { actionId, number, batchId }: BulkActionPart,
  failures: readonly { seq: number; code: string }[],
): Promise<void> {
  await tx
    .update(bulkActionParts)
    .set({ doneAt: sql`now()` })
    .where(and(eq(bulkActionParts.actionId, actionId), eq(bulkActionParts.number, number)));
  if (failures.length > 0)
    await tx
      .insert(bulkActionFailures)
      .values(failures.map((failure) => ({ ...failure, actionId, batchId })))
      .onConflictDoNothing();
}

/** Ends an action that is not over. */
export async function endBulkAction(
  tx: Db,
  id: string,
  ending: { status: "succeeded" } | { status: "failed"; failure: StoredFailure },
): Promise<void> {
  await tx
    .update(bulkActions)
    .set({ ...ending, finishedAt: sql`now()` })
    .where(and(eq(bulkActions.id, id), inArray(bulkActions.status, ["queued", "running"])));
}

/** The outputs an action left as they were, in order, after one. One more than `limit` tells that there are more. */
export async function listBulkFailures(
  tx: Db,
  actionId: string,
  { after, limit }: { after?: { batchId: string; seq: number } | undefined; limit: number },
): Promise<{ batchId: string; seq: number; code: string }[]> {
  const { batchId, seq, code } = bulkActionFailures;
  return tx
    .select({ batchId, seq, code })
    .from(bulkActionFailures)
    .where(
      and(
        eq(bulkActionFailures.actionId, actionId),
        after ? sql`(${batchId}, ${seq}) > (${after.batchId}::uuid, ${after.seq}::int)` : undefined,
      ),
    )
    .orderBy(asc(batchId), asc(seq))
    .limit(limit + 1);
}
