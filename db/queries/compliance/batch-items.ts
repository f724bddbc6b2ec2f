import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { HOLDS_ITEM } from "#db/queries/publishing/holds-item.ts";
import { isShownTo } from "#db/queries/review/kept-first-decision.ts";
import { OPEN_BLOCKS } from "#db/queries/review/open-blocks.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";

/** An output with all that was checked, let pass and decided on it. */
export interface ComplianceItemRow {
  seq: number;
  rowNumber: number;
  language: string;
  reviewState: "pending" | "approved" | "rejected" | "escalated";
  route: string | null;
  outputVersion: number;
  checkedVersion: number;
  checks: VerdictRow[];
  openBlocks: string[];
  /** How each version came to be, oldest first; none of an output that never changed. */
  versions: { version: number; kind: string; by: string | null; at: string }[];
  overrides: {
    check: string;
    checkVersion: string;
    outputVersion: number;
    reason: string;
    by: string;
    at: string;
  }[];
  decisions: {
    decision: string;
    reason: string | null;
    note: string | null;
    outputVersion: number;
    by: string;
    at: string;
  }[];
  /** Of finished publications that hold it. */
  publications: string[];
}

/**
 * Outputs of a batch after a sequence number, in order.
 * @param reader from whom first decisions of two are kept, as `isShownTo` has it.
 */
export async function readComplianceItems(
  tx: Db,
  { batchId, reader }: { batchId: string; reader: string | undefined },
  afterSeq: number,
  limit: number,
): Promise<ComplianceItemRow[]> {
  const nameOf = (id: ReturnType<typeof sql>) =>
    sql`coalesce((select name from members where id = ${id}), '')`;
  const rows = await tx.execute(sql`
    select i.seq, i.row_number as "rowNumber", i.language, i.review_state as "reviewState", i.route,
      i.output_version as "outputVersion", i.checked_version as "checkedVersion", i.checks, ${OPEN_BLOCKS} as "openBlocks",
      (select coalesce(jsonb_agg(jsonb_build_object('version', v.version, 'kind', v.kind,
          'by', case when v.made_by is not null then ${nameOf(sql`v.made_by`)} end, 'at', v.made_at) order by v.version), '[]')
        from output_versions v where v.batch_id = i.batch_id and v.seq = i.seq) as versions,
      (select coalesce(jsonb_agg(jsonb_build_object('check', o.kind, 'checkVersion', o.check_version,
          'outputVersion', o.output_version, 'reason', o.reason, 'by', ${nameOf(sql`o.member_id`)}, 'at', o.at)
          order by o.id), '[]')
        from check_overrides o where o.batch_id = i.batch_id and o.seq = i.seq) as overrides,
      (select coalesce(jsonb_agg(jsonb_build_object('decision', d.decision, 'reason', d.reason, 'note', d.note,
          'outputVersion', d.output_version, 'by', ${nameOf(sql`d.member_id`)}, 'at', d.at) order by d.id), '[]')
        from review_decisions d where d.batch_id = i.batch_id and d.seq = i.seq and ${isShownTo(reader, sql`d`)}) as decisions,
      array(select p.id::text from publications p where i.review_state = 'approved' and p.batch_id = i.batch_id
        and p.status = 'succeeded' and ${HOLDS_ITEM} order by p.id) as publications
    from batch_items i
    where i.batch_id = ${batchId} and i.seq > ${afterSeq} and i.review_state <> 'none'
    order by i.seq limit ${limit}`);
  return rows as unknown as ComplianceItemRow[];
}
