import { and, desc, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import { selections } from "#db/schema/catalogue.ts";
import { datasets } from "#db/schema/datasets.ts";
import { models } from "#db/schema/models.ts";
import { scheduleRuns, schedules } from "#db/schema/schedules.ts";
import { templates, templateVersions } from "#db/schema/templates.ts";

export type ScheduleRow = typeof schedules.$inferSelect;

/** A run with the batch it launched, as that stands now. */
export interface RunRow {
  scheduleId: string;
  dueAt: Date;
  ranAt: Date;
  refusal: (typeof scheduleRuns.$inferSelect)["refusal"];
  batch: {
    id: string;
    name: string;
    state: (typeof batches.$inferSelect)["state"];
    failedItems: number;
  } | null;
}

/** The names of what a schedule launches. */
export interface ScheduleNames {
  ownerName: string | null;
  datasetName: string | null;
  selectionName: string | null;
  templateId: string | null;
  templateName: string | null;
  versionNumber: number | null;
  modelName: string | null;
}

/** Keeps a new schedule. */
export async function insertSchedule(tx: Db, schedule: typeof schedules.$inferInsert): Promise<void> {
  await tx.insert(schedules).values(schedule);
}

/** Changes a schedule. */
export async function updateSchedule(tx: Db, id: string, change: Partial<ScheduleRow>): Promise<void> {
  await tx
    .update(schedules)
    .set({ ...change, updatedAt: sql`now()` as never })
    .where(eq(schedules.id, id));
}

/** A schedule; `null` when there is none of that id, or no more. */
export async function findSchedule(tx: Db, id: string): Promise<ScheduleRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(schedules).where(kept(id));
  return found ?? null;
}

/** A schedule whose row stays the transaction's own until it ends. */
export async function lockSchedule(tx: Db, id: string): Promise<ScheduleRow | null> {
  if (!isUuid(id)) return null;
  const [found] = (await tx.select().from(schedules).where(kept(id)).for("update")) as ScheduleRow[];
  return found ?? null;
}

/** Schedules, newest first, from a position on; one more than `limit` tells that there is a next page. */
export async function listSchedules(
  tx: Db,
  { limit, beforeId }: { limit: number; beforeId?: string | undefined },
): Promise<ScheduleRow[]> {
  return tx
    .select()
    .from(schedules)
    .where(
      and(
        isNull(schedules.archivedAt),
        beforeId && isUuid(beforeId) ? lt(schedules.id, beforeId) : undefined,
      ),
    )
    .orderBy(desc(schedules.id))
    .limit(limit + 1);
}

/** Writes down that a schedule ran; `false` when a run of that due time is written down already. */
export async function insertRun(tx: Db, run: typeof scheduleRuns.$inferInsert): Promise<boolean> {
  const added = await tx
    .insert(scheduleRuns)
    .values(run)
    .onConflictDoNothing()
    .returning({ at: scheduleRuns.dueAt });
  return added.length > 0;
}

/** The latest runs of a schedule, the last first. */
export async function listRuns(tx: Db, scheduleId: string, limit: number): Promise<RunRow[]> {
  const rows = await runsWithBatches(tx)
    .where(eq(scheduleRuns.scheduleId, scheduleId))
    .orderBy(desc(scheduleRuns.dueAt))
    .limit(limit);
  return rows.map(runOf);
}

/** The last run of each of these schedules. */
export async function lastRuns(tx: Db, ids: string[]): Promise<Map<string, RunRow>> {
  if (ids.length === 0) return new Map();
  const rows = await runsWithBatches(tx).where(
    and(
      inArray(scheduleRuns.scheduleId, ids),
      sql`${scheduleRuns.dueAt} = (select max(due_at) from schedule_runs r where r.schedule_id = ${schedules.id})`,
    ),
  );
  return new Map(rows.map((row) => [row.scheduleId, runOf(row)]));
}

/** The names of what these schedules launch, by schedule. */
export async function describeSchedules(tx: Db, ids: string[]): Promise<Map<string, ScheduleNames>> {
  if (ids.length === 0) return new Map();
  const launched = (key: string) => sql`(${schedules.launch} ->> ${key})::uuid`;
  const rows = await tx
    .select({
      id: schedules.id,
      ownerName: members.name,
      datasetName: datasets.name,
      selectionName: selections.name,
      templateId: templates.id,
      templateName: templates.name,
      versionNumber: templateVersions.number,
      modelName: models.name,
    })
    .from(schedules)
    .leftJoin(members, eq(members.id, schedules.ownerId))
    .leftJoin(datasets, eq(datasets.id, launched("datasetId")))
    .leftJoin(selections, eq(selections.id, launched("selectionId")))
    .leftJoin(templateVersions, eq(templateVersions.id, launched("templateVersionId")))
    .leftJoin(
      templates,
      eq(templates.id, sql`coalesce(${templateVersions.templateId}, ${launched("templateId")})`),
    )
    .leftJoin(models, eq(models.id, launched("modelId")))
    .where(inArray(schedules.id, ids));
  return new Map(rows.map(({ id, ...names }) => [id, names]));
}

function kept(id: string) {
  return and(eq(schedules.id, id), isNull(schedules.archivedAt));
}

function runsWithBatches(tx: Db) {
  return tx
    .select({
      scheduleId: scheduleRuns.scheduleId,
      dueAt: scheduleRuns.dueAt,
      ranAt: scheduleRuns.ranAt,
      refusal: scheduleRuns.refusal,
      batchId: batches.id,
      batchName: batches.name,
      batchState: batches.state,
      failedItems: sql<number>`(select coalesce(sum(failed), 0)::int from batch_counters c where c.batch_id = ${batches.id})`,
    })
    .from(scheduleRuns)
    .innerJoin(schedules, eq(schedules.id, scheduleRuns.scheduleId))
    .leftJoin(batches, eq(batches.id, scheduleRuns.batchId))
    .$dynamic();
}

function runOf({
  batchId,
  batchName,
  batchState,
  failedItems,
  ...run
}: Awaited<ReturnType<typeof runsWithBatches>>[number]): RunRow {
  const batch =
    batchId && batchState ? { id: batchId, name: batchName ?? "", state: batchState, failedItems } : null;
  return { ...run, batch };
}
