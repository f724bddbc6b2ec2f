import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredCheck, StoredEvaluator } from "#db/schema/templates.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";
import { HOLDS_ITEM } from "../publishing/holds-item.ts";
import { storableJson } from "../storable-json.ts";

/** An output as it stands, with what was said of it before. */
export interface OutputToRescan {
  seq: number;
  rowNumber: number;
  language: string;
  output: Record<string, unknown>;
  version: number;
  checks: VerdictRow[];
  checkedVersion: number;
}

/** What a re-scan says of an output. */
export interface RescannedOutput {
  seq: number;
  version: number;
  checks: VerdictRow[];
  before: "pass" | "warn" | "block";
  after: "pass" | "warn" | "block";
  findings: VerdictRow[] | null;
}

/** What outputs of a batch are checked by. */
export interface RescannedTemplate {
  specs: StoredCheck[];
  evaluators: StoredEvaluator[];
  datasetId: string;
  templateId: string;
  templateVersionId: string;
}

/** The next outputs of a batch behind a place, with the checks its template asks for; `null` where it has none any more. */
export async function readOutputsToRescan(
  tx: Db,
  { batchId, afterSeq, published }: { batchId: string; afterSeq: number; published: boolean },
  limit: number,
): Promise<(RescannedTemplate & { outputs: OutputToRescan[] }) | null> {
  const [batch] = await tx.execute<RescannedTemplate & Record<string, unknown>>(sql`
    select v.checks as specs, v.evaluators, b.dataset_id as "datasetId", v.template_id as "templateId",
      v.id as "templateVersionId"
    from batches b join template_versions v on v.id = b.template_version_id
    where b.id = ${batchId} and b.outputs_removed_at is null`);
  if (!batch) return null;
  const only = published
    ? sql`and i.review_state = 'approved' and exists (select 1 from publications p
        where p.batch_id = i.batch_id and p.status = 'succeeded' and ${HOLDS_ITEM})`
    : sql``;
  // Who decides on items has them locked before it compares outputs: in the other order two would wait for each other.
  const locks = batch.specs.some(({ kind }) => kind === "near-duplicate") ? sql`for update of i` : sql``;
  const outputs = await tx.execute(sql`
    select i.seq, i.row_number as "rowNumber", i.language, i.output, i.output_version as version, i.checks,
      i.checked_version as "checkedVersion"
    from batch_items i
    where i.batch_id = ${batchId} and i.seq > ${afterSeq} and i.output is not null ${only}
    order by i.seq limit ${limit} ${locks}`);
  return { ...batch, outputs: outputs as unknown as OutputToRescan[] };
}

/**
 * Keeps what a re-scan says of a page of outputs, with its progress. An output that has got another version meanwhile was
 * checked as that was written, and keeps what was said then.
 */
export async function keepRescanned(
  tx: Db,
  { rescanId, batchId }: { rescanId: string; batchId: string },
  page: readonly RescannedOutput[],
): Promise<void> {
  await tx.execute(sql`
    with checked as (
      select * from jsonb_to_recordset(${storableJson(page)}::jsonb)
        as c(seq int, version int, checks jsonb, before text, after text, findings jsonb)
    ), changed as (
      update batch_items i set checks = c.checks, checked_version = c.version from checked c
      where i.batch_id = ${batchId} and i.seq = c.seq and i.output_version = c.version
        and i.checks is distinct from c.checks
      returning i.seq
    ), unindexed as (
      delete from output_terms where batch_id = ${batchId} and seq in (select seq from changed)
    ), to_index as (
      insert into outputs_to_index (batch_id, seqs)
      select ${batchId}::uuid, array_agg(seq order by seq) from changed having count(*) > 0
    ), noted as (
      insert into rescan_outputs (rescan_id, batch_id, seq, output_version, before, after, findings)
      select ${rescanId}::uuid, ${batchId}::uuid, c.seq, c.version, c.before, c.after, nullif(c.findings, 'null')
      from checked c join batch_items i
        on i.batch_id = ${batchId} and i.seq = c.seq and i.output_version = c.version
      on conflict do nothing
      returning before, after
    ), moved as (
      update rescan_batches set after_seq = greatest(after_seq, (select max(seq) from checked))
      where rescan_id = ${rescanId} and batch_id = ${batchId}
    )
    update rescans r set checked = r.checked + n.checked, newly_blocked = r.newly_blocked + n.blocked,
      newly_warned = r.newly_warned + n.warned, cleared = r.cleared + n.cleared
    from (
      select count(*) as checked, count(*) filter (where after = 'block' and before <> 'block') as blocked,
        count(*) filter (where after = 'warn' and before = 'pass') as warned,
        count(*) filter (where before <> 'pass' and after = 'pass') as cleared
      from noted
    ) n where r.id = ${rescanId}`);
}

/** An output that a re-scan blocked and that was not blocked before. */
export interface NewlyBlockedRow {
  batchId: string;
  batchName: string;
  seq: number;
  rowNumber: number;
  language: string;
  version: number;
  reviewState: "none" | "in-lot" | "pending" | "approved" | "rejected" | "escalated";
  isPublished: boolean;
  findings: VerdictRow[];
  reviewPlan: { blind?: boolean };
  reviewSeed: number;
}

/** What a re-scan blocked newly, in order, from after a place. */
export async function listNewlyBlocked(
  tx: Db,
  rescanId: string,
  { after, limit }: { after: { batchId: string; seq: number } | null; limit: number },
): Promise<NewlyBlockedRow[]> {
  const from = after ? sql`and (o.batch_id, o.seq) > (${after.batchId}::uuid, ${after.seq}::int)` : sql``;
  const rows = await tx.execute(sql`
    select o.batch_id as "batchId", b.name as "batchName", o.seq, i.row_number as "rowNumber", i.language,
      o.output_version as version, i.review_state as "reviewState",
      exists (select 1 from publications p
        where p.batch_id = i.batch_id and p.status = 'succeeded' and i.review_state = 'approved'
          and ${HOLDS_ITEM}) as "isPublished",
      coalesce(o.findings, '[]'::jsonb) as findings, b.review_plan as "reviewPlan", b.review_seed as "reviewSeed"
    from rescan_outputs o join batches b on b.id = o.batch_id
      join batch_items i on i.batch_id = o.batch_id and i.seq = o.seq
    where o.rescan_id = ${rescanId} and o.after = 'block' and o.before <> 'block' ${from}
    order by o.batch_id, o.seq limit ${limit}`);
  return rows as unknown as NewlyBlockedRow[];
}

/** Removes what re-scans said of outputs of a batch. */
export async function removeRescanned(tx: Db, batchId: string): Promise<void> {
  await tx.execute(sql`
    delete from rescan_judgements j using rescan_batches b
    where b.batch_id = ${batchId} and j.rescan_id = b.rescan_id and j.batch_id = b.batch_id`);
  await tx.execute(sql`
    delete from rescan_outputs o using rescan_batches b
    where b.batch_id = ${batchId} and o.rescan_id = b.rescan_id and o.batch_id = b.batch_id`);
}
