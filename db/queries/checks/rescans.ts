import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { rescanBatches, rescans } from "#db/schema/checks.ts";
import { HOLDS_ITEM } from "../publishing/holds-item.ts";

export type RescanRow = typeof rescans.$inferSelect;

/** Which outputs are to be checked anew: those for which everything holds that is given. */
export type RescanScope = RescanRow["scope"];

/** Batches with outputs in a scope whose templates ask for checks, and how many outputs each has. */
export async function countOutputsInScope(
  tx: Db,
  scope: RescanScope,
): Promise<{ batchId: string; outputs: number }[]> {
  const { batchIds, templateId, lexiconId, published } = scope;
  const conditions: SQL[] = [sql`b.outputs_removed_at is null`, sql`jsonb_array_length(v.checks) > 0`];
  if (batchIds) conditions.push(sql`b.id = any(${`{${batchIds.join(",")}}`}::uuid[])`);
  if (templateId) conditions.push(sql`b.template_id = ${templateId}`);
  if (lexiconId) {
    const named = JSON.stringify([{ kind: "lexicon", lexiconIds: [lexiconId] }]);
    conditions.push(sql`v.checks @> ${named}::jsonb`);
  }
  const outputs = published
    ? sql`(select count(*) from batch_items i where i.batch_id = b.id and ${isPublished})`
    : sql`(select coalesce(sum(c.succeeded), 0) from batch_counters c where c.batch_id = b.id)`;
  const rows = await tx.execute<{ batchId: string; outputs: number }>(sql`
    select * from (
      select b.id as "batchId", ${outputs}::int as outputs
      from batches b join template_versions v on v.id = b.template_version_id
      where ${sql.join(conditions, sql` and `)}
    ) counted where outputs > 0 order by "batchId"`);
  return [...rows];
}

const isPublished = sql`i.review_state = 'approved' and exists (
  select 1 from publications p where p.batch_id = i.batch_id and p.status = 'succeeded' and ${HOLDS_ITEM})`;

/** Lexicons that templates of these batches go by, with the version each is at. */
export async function lexiconsOfBatches(tx: Db, batchIds: readonly string[]): Promise<RescanRow["lexicons"]> {
  const rows = await tx.execute<RescanRow["lexicons"][number]>(sql`
    select l.id, l.name, l.version from lexicons l where l.archived_at is null and l.id::text in (
      select jsonb_array_elements_text(spec -> 'lexiconIds')
      from batches b join template_versions v on v.id = b.template_version_id,
        jsonb_array_elements(v.checks) as spec
      where b.id = any(${`{${batchIds.join(",")}}`}::uuid[]) and spec ->> 'kind' = 'lexicon')
    order by lower(l.name), l.id`);
  return [...rows];
}

/** Adds a re-scan with the batches it goes through. */
export async function insertRescan(
  tx: Db,
  rescan: Pick<RescanRow, "id" | "scope" | "lexicons" | "createdBy" | "outputs"> &
    Partial<Pick<RescanRow, "judgeCap" | "judgeCurrency">>,
  batches: readonly { batchId: string; outputs: number }[],
): Promise<void> {
  await tx.insert(rescans).values({ ...rescan, status: "running" });
  const { id } = rescan;
  await tx.execute(sql`
    insert into rescan_batches (rescan_id, batch_id, outputs)
    select ${id}::uuid, "batchId", outputs
    from jsonb_to_recordset(${JSON.stringify(batches)}::jsonb) as b("batchId" uuid, outputs int)`);
}

/** Re-scans, newest first, of one lexicon or of all, from after `beforeId`, each with who asked for it. */
export function listRescans(
  tx: Db,
  { lexiconId, beforeId, limit }: { lexiconId?: string; beforeId?: string; limit: number },
) {
  const conditions: SQL[] = [];
  if (lexiconId) conditions.push(sql`${rescans.lexicons} @> ${JSON.stringify([{ id: lexiconId }])}::jsonb`);
  if (beforeId) conditions.push(lt(rescans.id, beforeId));
  return tx
    .select({ rescan: rescans, createdByName: members.name })
    .from(rescans)
    .leftJoin(members, eq(members.id, rescans.createdBy))
    .where(and(...conditions))
    .orderBy(desc(rescans.id))
    .limit(limit);
}

/** A re-scan with who asked for it; `null` when there is none. */
export async function findRescan(
  tx: Db,
  id: string,
): Promise<{ rescan: RescanRow; createdByName: string | null } | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select({ rescan: rescans, createdByName: members.name })
    .from(rescans)
    .leftJoin(members, eq(members.id, rescans.createdBy))
    .where(eq(rescans.id, id));
  return found ?? null;
}

/** Takes up a re-scan that is not over; whoever had it before can write nothing any more. `null` when there is none. */
export async function takeRescan(tx: Db, id: string): Promise<RescanRow | null> {
  const [taken] = await tx
    .update(rescans)
    .set({ fence: sql`${rescans.fence} + 1` })
    .where(and(eq(rescans.id, id), eq(rescans.status, "running")))
    .returning();
  return taken ?? null;
}

/** Locks a re-scan that is still its taker's until the transaction ends; whether it is. */
export async function lockRescan(tx: Db, { id, fence }: Pick<RescanRow, "id" | "fence">): Promise<boolean> {
  const found = await tx
    .select({ id: rescans.id })
    .from(rescans)
    .where(and(eq(rescans.id, id), eq(rescans.fence, fence), eq(rescans.status, "running")))
    .for("update");
  return found.length > 0;
}

/** Ends a re-scan that runs. @returns whether it did. */
export async function endRescan(
  tx: Db,
  id: string,
  ending: Pick<RescanRow, "status"> & Partial<Pick<RescanRow, "failure">>,
): Promise<boolean> {
  const ended = await tx
    .update(rescans)
    .set({ ...ending, finishedAt: sql`now()` })
    .where(and(eq(rescans.id, id), eq(rescans.status, "running")))
    .returning({ id: rescans.id });
  return ended.length > 0;
}

/** The batch that a re-scan is at; `null` behind the last. */
export async function findRescannedBatch(tx: Db, rescanId: string) {
  const [found] = await tx
    .select()
    .from(rescanBatches)
    .where(and(eq(rescanBatches.rescanId, rescanId), eq(rescanBatches.isDone, false)))
    .orderBy(rescanBatches.batchId)
    .limit(1);
  return found ?? null;
}

/** Notes that every output of a batch was looked at. */
export async function endRescannedBatch(tx: Db, rescanId: string, batchId: string): Promise<void> {
  await tx
    .update(rescanBatches)
    .set({ isDone: true })
    .where(and(eq(rescanBatches.rescanId, rescanId), eq(rescanBatches.batchId, batchId)));
}
