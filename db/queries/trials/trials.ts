import { and, desc, eq, lt, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { datasets } from "#db/schema/datasets.ts";
import { regressionSets } from "#db/schema/regression-sets.ts";
import { templateVersions } from "#db/schema/templates.ts";
import { trials } from "#db/schema/trials.ts";

export type TrialRow = typeof trials.$inferSelect;

/** Adds a trial. */
export async function insertTrial(tx: Db, trial: typeof trials.$inferInsert): Promise<void> {
  await tx.insert(trials).values(trial);
}

/** A trial with the names around it. */
export interface NamedTrial {
  trial: TrialRow;
  datasetName: string | null;
  /** Rows of the dataset now; it is frozen once used. */
  rowCount: number;
  createdByName: string | null;
  /** Of a trial of a regression set. */
  regressionSet: { name: string; templateId: string } | null;
}

const named = {
  trial: trials,
  datasetName: datasets.name,
  rowCount: sql<number>`coalesce(${datasets.rowCount}, 0)`.mapWith(Number),
  createdByName: members.name,
  regressionSet: { name: regressionSets.name, templateId: regressionSets.templateId },
};

/** The trial of an id; `null` when there is none. */
export async function findTrial(tx: Db, id: string): Promise<NamedTrial | null> {
  if (!isUuid(id)) return null;
  const [found] = await selectNamed(tx).where(eq(trials.id, id));
  return found ?? null;
}

/** A page of trials, the latest first; one more than `limit` tells that there are more. */
export async function listTrials(
  tx: Db,
  filter: {
    datasetId?: string | undefined;
    regressionSetId?: string | undefined;
    /** Of any version of it. */
    templateId?: string | undefined;
    status?: TrialRow["status"] | undefined;
  },
  { limit, before }: { limit: number; before: string | null },
): Promise<NamedTrial[]> {
  const wanted = and(
    filter.datasetId ? eq(trials.datasetId, filter.datasetId) : undefined,
    filter.regressionSetId ? eq(trials.regressionSetId, filter.regressionSetId) : undefined,
    filter.templateId ? triesVersionOf(filter.templateId) : undefined,
    filter.status ? eq(trials.status, filter.status) : undefined,
    before ? lt(trials.id, before) : undefined,
  );
  return selectNamed(tx)
    .where(wanted)
    .orderBy(desc(trials.id))
    .limit(limit + 1);
}

function triesVersionOf(templateId: string) {
  return sql`exists (
    select from jsonb_array_elements(${trials.variants}) variant
    join ${templateVersions} on ${templateVersions.id} = (variant ->> 'templateVersionId')::uuid
    where ${templateVersions.templateId} = ${templateId})`;
}

/** The latest ended trials of a dataset that used this version on this model. */
export async function findTrialsOf(
  tx: Db,
  {
    datasetId,
    templateVersionId,
    modelId,
  }: { datasetId: string; templateVersionId: string; modelId: string },
  limit: number,
): Promise<TrialRow[]> {
  const variant = JSON.stringify([{ templateVersionId, modelId }]);
  return tx
    .select()
    .from(trials)
    .where(
      and(
        eq(trials.datasetId, datasetId),
        eq(trials.status, "succeeded"),
        sql`${trials.variants} @> ${variant}::jsonb`,
      ),
    )
    .orderBy(desc(trials.id))
    .limit(limit);
}

/** The latest trial on a regression set of this template that is over and compared this version with another. */
export async function findLastComparison(
  tx: Db,
  { templateId, versionId }: { templateId: string; versionId: string },
): Promise<string | null> {
  const variant = JSON.stringify([{ templateVersionId: versionId }]);
  const [found] = await tx
    .select({ id: trials.id })
    .from(trials)
    .innerJoin(regressionSets, eq(regressionSets.id, trials.regressionSetId))
    .where(
      and(
        eq(regressionSets.templateId, templateId),
        eq(trials.status, "succeeded"),
        sql`${trials.variants} @> ${variant}::jsonb`,
        sql`jsonb_array_length(${trials.variants}) > 1`,
      ),
    )
    .orderBy(desc(trials.id))
    .limit(1);
  return found?.id ?? null;
}

/** Makes a worker the trial's owner; `null` when it has ended. Whoever owned it before may write no more. */
export async function takeTrial(tx: Db, id: string): Promise<TrialRow | null> {
  const [taken] = await tx
    .update(trials)
    .set({ fence: sql`${trials.fence} + 1` })
    .where(and(eq(trials.id, id), sql`${trials.finishedAt} is null`))
    .returning();
  return taken ?? null;
}

/** Whether the trial still has this owner; held until the transaction ends. */
export async function lockTrial(tx: Db, id: string, fence: number): Promise<TrialRow | null> {
  const [held] = await tx
    .select()
    .from(trials)
    .where(and(eq(trials.id, id), eq(trials.fence, fence)))
    .for("share");
  return held ?? null;
}

/** A trial's cap, with what it has paid and may have, and what its calls under way may cost. */
export interface CapTaken {
  cap: string;
  paid: string;
  inFlight: string;
}

/**
 * What of a capped trial's cap is promised or spent, its calls under way among them; `null` for one without a cap. Held
 * against other calls of the trial until the transaction ends, which therefore asks this before anything else.
 */
export async function lockTrialCap(tx: Db, id: string): Promise<CapTaken | null> {
  const [capped] = await tx.execute<{ cap: string }>(sql`
    select cap::text from trials where id = ${id}::uuid and cap is not null for update`);
  if (!capped) return null;
  const [sums] = await tx.execute<{ paid: string; in_flight: string }>(sql`
    select (select coalesce(sum(settled + unknown), 0) from spend_buckets where run_id = ${id}::uuid)::text as paid,
      (select coalesce(sum((in_flight ->> 'cost')::numeric), 0) from trial_cells
        where trial_id = ${id}::uuid and in_flight is not null)::text as in_flight`);
  return { cap: capped.cap, paid: sums?.paid ?? "0", inFlight: sums?.in_flight ?? "0" };
}

/** Changes a trial that has not ended and gives it back; `null` when it has. */
export async function updateOpenTrial(
  tx: Db,
  id: string,
  change: Partial<typeof trials.$inferInsert>,
  onlyWhile?: TrialRow["status"],
): Promise<TrialRow | null> {
  const [changed] = await tx
    .update(trials)
    .set(change)
    .where(
      and(
        eq(trials.id, id),
        sql`${trials.finishedAt} is null`,
        onlyWhile ? eq(trials.status, onlyWhile) : undefined,
      ),
    )
    .returning();
  return changed ?? null;
}

function selectNamed(tx: Db) {
  return tx
    .select(named)
    .from(trials)
    .leftJoin(datasets, eq(datasets.id, trials.datasetId))
    .leftJoin(members, eq(members.id, trials.createdBy))
    .leftJoin(regressionSets, eq(regressionSets.id, trials.regressionSetId));
}
