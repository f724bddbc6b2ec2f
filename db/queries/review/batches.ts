import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredReviewPlan } from "#db/schema/review.ts";
import type { StoredLanguageOverride, StoredRule, StoredSnippet } from "#db/schema/templates.ts";

/** A batch as reviewers see it: how much of it waits for them. */
export interface ReviewBatchRow {
  batchId: string;
  name: string;
  launchedBy: string;
  createdAt: string;
  simulated: boolean;
  reviewPlan: StoredReviewPlan;
  languages: string[];
  templateId: string;
  templateName: string;
  /** No earlier batch had this template with this model. */
  isNew: boolean;
  pending: number;
  escalated: number;
  approved: number;
  rejected: number;
  /** Waiting for what the samples of their lots say. */
  inLot: number;
}

/** Which batches of the queue are asked for. */
export interface ReviewBatchesAsked {
  /** That one, whatever its counts. */
  batchId?: string | undefined;
  templateId?: string | undefined;
  language?: string | undefined;
  /** Only with a language that begins with one of these; none named: any. */
  reviewLanguages?: readonly string[] | undefined;
  /** None that this member launched. */
  notLaunchedBy?: string | undefined;
}

/** Batches with something to review, oldest first. */
export async function readReviewBatches(
  tx: Db,
  limit: number,
  { batchId, templateId, language, reviewLanguages = [], notLaunchedBy }: ReviewBatchesAsked = {},
): Promise<ReviewBatchRow[]> {
  const which = [sql`true`];
  if (batchId) which.push(sql`b.id = ${batchId}`);
  if (templateId) which.push(sql`b.template_id = ${templateId}`);
  if (language) which.push(sql`${language} = any (b.languages)`);
  if (reviewLanguages.length > 0)
    which.push(sql`exists (select 1 from unnest(b.languages) tag, jsonb_array_elements_text(
      ${JSON.stringify(reviewLanguages)}::jsonb) start where lower(tag) || '-' like lower(start) || '-%')`);
  if (notLaunchedBy) which.push(sql`b.launched_by <> ${notLaunchedBy}`);
  const waiting = batchId ? sql`` : sql`having sum(c.review_pending) + sum(c.escalated) > 0`;
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.name, b.launched_by as "launchedBy", b.created_at as "createdAt", b.simulated,
      b.review_plan as "reviewPlan", b.languages, b.template_id as "templateId", t.name as "templateName",
      not exists (select 1 from batches o where o.template_id = b.template_id and o.model_id = b.model_id
        and (o.created_at, o.id) < (b.created_at, b.id)) as "isNew",
      coalesce(sum(c.in_lot), 0)::int as "inLot",
      coalesce(sum(c.review_pending), 0)::int as pending, coalesce(sum(c.escalated), 0)::int as escalated,
      coalesce(sum(c.approved), 0)::int as approved, coalesce(sum(c.rejected), 0)::int as rejected
    from batches b join templates t on t.id = b.template_id left join batch_counters c on c.batch_id = b.id
    where ${sql.join(which, sql` and `)} group by b.id, t.id ${waiting} order by b.created_at, b.id limit ${limit}`);
  return rows as unknown as ReviewBatchRow[];
}

/** What there is at all of what may be asked for, and what of it waits. */
export async function readQueueTotals(
  tx: Db,
  { batchId }: { batchId?: string | undefined },
  memberId: string,
): Promise<{ made: number; pending: number; ownPending: number; inLot: number }> {
  const which = batchId ? sql`where b.id = ${batchId}` : sql``;
  const [row] = await tx.execute(sql`
    select coalesce(sum(c.succeeded), 0)::float as made, coalesce(sum(c.review_pending), 0)::float as pending,
      coalesce(sum(c.review_pending) filter (where b.launched_by = ${memberId}), 0)::float as "ownPending",
      coalesce(sum(c.in_lot), 0)::float as "inLot"
    from batches b join batch_counters c on c.batch_id = b.id ${which}`);
  return row as unknown as { made: number; pending: number; ownPending: number; inLot: number };
}

/** Items of these batches that the member holds at this moment, by batch. */
export async function countClaims(
  tx: Db,
  memberId: string,
  batchIds: string[],
): Promise<Map<string, number>> {
  if (batchIds.length === 0) return new Map();
  const rows = await tx.execute(sql`
    select batch_id as "batchId", count(*)::int as held from batch_items
    where batch_id in ${batchIds} and review_state = 'pending' and claimed_by = ${memberId}
      and claim_expires_at >= now()
    group by batch_id`);
  return new Map((rows as unknown as { batchId: string; held: number }[]).map((r) => [r.batchId, r.held]));
}

/** What a reviewer needs to know of the run behind an item. */
export interface ReviewContextRow {
  batchId: string;
  name: string;
  launchedBy: string;
  simulated: boolean;
  reviewPlan: StoredReviewPlan;
  reviewSeed: number;
  currency: string;
  datasetId: string;
  columns: { name: string }[];
  inputs: { name: string }[];
  outputs: unknown[];
  sections: { requirements?: string };
  rules: StoredRule[];
  snippets: StoredSnippet[];
  languageOverrides: Record<string, StoredLanguageOverride>;
  templateName: string;
  versionNumber: number | null;
}

/** The run behind each of these batches. */
export async function readReviewContexts(tx: Db, batchIds: string[]): Promise<ReviewContextRow[]> {
  if (batchIds.length === 0) return [];
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.name, b.launched_by as "launchedBy", b.simulated, b.currency,
      b.review_plan as "reviewPlan", b.review_seed as "reviewSeed", b.dataset_id as "datasetId", coalesce(d.columns, '[]') as columns, v.inputs, v.outputs, v.sections, v.rules,
      v.snippets, v.language_overrides as "languageOverrides",
      t.name as "templateName", v.number as "versionNumber"
    from batches b
      join template_versions v on v.id = b.template_version_id
      join templates t on t.id = v.template_id
      left join datasets d on d.id = b.dataset_id
    where b.id in ${batchIds}`);
  return rows as unknown as ReviewContextRow[];
}
