import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Which rejections of a template are looked at. */
export interface RejectionFilter {
  templateId: string;
  batchIds?: readonly string[] | undefined;
  /** Of rejections alone; edits have none. */
  reasons?: readonly string[] | undefined;
}

/** An output that was rejected or edited, with its row as it is now. */
export interface RejectionRow {
  kind: "reject" | "edit";
  batchId: string;
  seq: number;
  outputVersion: number;
  reason: string | null;
  route: "regenerate" | "fix-source" | "drop" | null;
  note: string | null;
  datasetId: string;
  rowNumber: number;
  language: string;
  source: Record<string, string>;
  output: Record<string, unknown>;
  corrected: Record<string, unknown> | null;
  flagged: string[] | null;
  decidedAt: string;
}

/** An output that a person approved as a model made it. */
export interface ApprovedRow {
  batchId: string;
  seq: number;
  outputVersion: number;
  datasetId: string;
  rowNumber: number;
  language: string;
  source: Record<string, string>;
  output: Record<string, unknown>;
}

/** Approved rows are many: those of so many of the newest batches are enough to choose from. */
const MOST_BATCHES = 20;

/**
 * The newest outputs of a template that people rejected or edited and did not take that back, each item once with the
 * last that was done so, and with the text as it was then. Items whose outputs or rows were removed are left out.
 */
export async function readRejections(
  tx: Db,
  filter: RejectionFilter,
  limit: number,
): Promise<RejectionRow[]> {
  const rows = await tx.execute(sql`
    with standing as (${standingDecisions(filter, { limit })}),
    newest as (select distinct on (batch_id, seq) * from standing order by batch_id, seq, id desc)
    select n.decision as kind, n.batch_id as "batchId", n.seq, n.output_version as "outputVersion", n.reason, n.route,
      n.note, b.dataset_id as "datasetId", i.row_number as "rowNumber", i.language, r.values as source,
      coalesce(v.output, i.output) as output, edited.output as corrected, n.at::text as "decidedAt",
      case when i.checked_version = n.output_version then (
        select coalesce(jsonb_agg(distinct c ->> 'kind'), '[]') from jsonb_array_elements(i.checks) c
        where c ->> 'verdict' <> 'pass') end as flagged
    from newest n
      join batches b on b.id = n.batch_id
      join batch_items i on i.batch_id = n.batch_id and i.seq = n.seq
      join dataset_rows r on r.dataset_id = b.dataset_id and r.row_number = i.row_number
      left join output_versions v on v.batch_id = n.batch_id and v.seq = n.seq and v.version = n.output_version
      left join output_versions edited on n.decision = 'edit' and edited.batch_id = n.batch_id and edited.seq = n.seq
        and edited.version = n.output_version + 1
    where coalesce(v.output, i.output) is not null and (v.output is not null or i.output_version = n.output_version)
      and (n.decision = 'reject' or edited.output is not null)
    order by n.id desc limit ${limit}`);
  return rows as unknown as RejectionRow[];
}

/** Outputs of a template's newest batches that a person approved as a model made them, so many of a batch at most. */
export async function readApproved(tx: Db, filter: RejectionFilter, limit: number): Promise<ApprovedRow[]> {
  const rows = await tx.execute(sql`
    select i.batch_id as "batchId", i.seq, i.output_version as "outputVersion", b.dataset_id as "datasetId",
      i.row_number as "rowNumber", i.language, r.values as source, i.output
    from (
      select id, dataset_id from batches
      where template_id = ${filter.templateId}::uuid and outputs_removed_at is null and ${ofBatches(filter, sql`id`)}
      order by id desc limit ${MOST_BATCHES}
    ) b
      cross join lateral (
        select * from batch_items i where i.batch_id = b.id and i.review_state = 'approved'
          and i.decided_by is not null and i.passed_by is null and i.output is not null and cardinality(i.authors) = 0
        order by i.seq limit ${limit}
      ) i
      join dataset_rows r on r.dataset_id = b.dataset_id and r.row_number = i.row_number
    order by b.id desc, i.seq limit ${limit}`);
  return rows as unknown as ApprovedRow[];
}

/** How many outputs of a template were rejected or edited since a moment, and that not taken back; counted up to a limit. */
export async function countRejections(
  tx: Db,
  templateId: string,
  { since, limit }: { since: Date; limit: number },
): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(distinct (batch_id, seq))::int as count
    from (select * from (${standingDecisions({ templateId }, { limit, since })}) s limit ${limit}) standing`);
  return row?.count ?? 0;
}

/** Templates that are not archived of which people rejected or edited something of late. */
export async function templatesWithRejections(
  tx: Db,
  limit: number,
): Promise<{ templateId: string; name: string }[]> {
  const rows = await tx.execute(sql`
    select t.id as "templateId", t.name from templates t
    where t.archived_at is null and exists (
      select 1 from batches b join review_decisions d on d.batch_id = b.id
      where b.template_id = t.id and d.decision in ('reject', 'edit') and d.at > now() - interval '90 days')
    order by t.updated_at desc limit ${limit}`);
  return rows as unknown as { templateId: string; name: string }[];
}

// What comes next on an item says whether a decision was taken back. Probes are copies under numbers that no item has.
function standingDecisions(
  { templateId, batchIds, reasons }: RejectionFilter,
  { limit, since = null }: { limit: number; since?: Date | null },
): SQL {
  const wanted = reasons?.length
    ? sql`(d.decision = 'edit' or d.reason = any(${`{${reasons.join(",")}}`}::text[]))`
    : sql`true`;
  return sql`
    select d.* from batches bt cross join lateral (
      select d.* from review_decisions d where d.batch_id = bt.id and d.decision in ('reject', 'edit') and ${wanted}
        and ${since ? sql`d.at > ${since.toISOString()}::timestamptz` : sql`true`}
      order by d.id desc limit ${limit}
    ) d
    where bt.template_id = ${templateId}::uuid and bt.outputs_removed_at is null and ${ofBatches({ batchIds }, sql`bt.id`)}
      and exists (select 1 from batch_items it where it.batch_id = d.batch_id and it.seq = d.seq)
      and (select n.decision from review_decisions n where n.batch_id = d.batch_id and n.seq = d.seq and n.id > d.id
        order by n.id limit 1) is distinct from 'undo'`;
}

function ofBatches({ batchIds }: Pick<RejectionFilter, "batchIds">, id: SQL): SQL {
  return batchIds?.length ? sql`${id} = any(${`{${batchIds.join(",")}}`}::uuid[])` : sql`true`;
}
