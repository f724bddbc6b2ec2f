import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { RISK_OF_CHECKS } from "#db/schema/batches.ts";
import { probes } from "#db/schema/review.ts";
import type { ClaimRow, HeldClaim } from "./claims.ts";
import type { DecidedItemRow } from "./decided-items.ts";
import { isInCategory } from "./in-category.ts";

export type ProbeRow = typeof probes.$inferSelect;

/** A probe as it would stand, were it an item. */
export type DecidedProbeRow = Omit<DecidedItemRow, "reviewState"> & Pick<ProbeRow, "decision">;

/** Decided items looked at for a probe. */
const CANDIDATES = 20;
const LEASE = sql`interval '5 minutes'`;

/** What of a batch a member's probe is to be of. */
export interface ProbePlace {
  batchId: string;
  language: string;
  /** Keys of categories; `null`: any. */
  categories: readonly string[] | null;
  memberId: string;
}

/**
 * Makes a probe for a member of a decided item of the batch in this language and these categories, whose answer nobody
 * has contradicted: one that they neither wrote in, decided on nor were shown before, near a random place. Of what is
 * found there, what two people agreed on comes first. @returns its claim; `null` when there is no such item.
 * @param place from 0 up to 1. @param wantsRejected whether a rejected item is preferred.
 */
export async function insertProbe(
  tx: Db,
  { batchId, language, categories, memberId }: ProbePlace,
  place: number,
  wantsRejected: boolean,
): Promise<ClaimRow | null> {
  const rows = await tx.execute(sql`
    with near as (
      select distinct seq from review_decisions
      where batch_id = ${batchId} and decision in ('approve', 'reject') and seq >= (
        select floor(row_count * cardinality(languages) * ${place}::float)::int from batches where id = ${batchId})
      order by seq limit ${CANDIDATES}
    ), known as (
      select i.*, exists (select 1 from double_reviews d where d.batch_id = ${batchId} and d.seq = i.seq
          and d.outcome = 'agreed') as agreed
      from batch_items i join near on near.seq = i.seq
      where i.batch_id = ${batchId} and i.review_state in ('approved', 'rejected') and i.decided_by is not null
        and i.language = ${language} ${categories ? sql`and ${isInCategory(categories)}` : sql``} and ${RISK_OF_CHECKS} <> 0 and i.decided_by <> ${memberId}
        and i.last_edited_by is distinct from ${memberId} and ${memberId}::uuid <> all (i.authors)
        and not exists (select 1 from review_decisions d where d.batch_id = ${batchId} and d.seq = i.seq
          and d.member_id = ${memberId})
        and not exists (select 1 from double_reviews d where d.batch_id = ${batchId} and d.seq = i.seq
          and d.outcome = 'differed')
        and not exists (select 1 from probes p where p.batch_id = ${batchId} and p.of_seq = i.seq
          and p.member_id = ${memberId})
      order by (i.review_state = 'rejected') = ${wantsRejected} desc, agreed desc, random() limit 1
    )
    insert into probes (batch_id, seq, of_seq, of_version, row_number, language, output, checks, answer, answer_reason,
      member_id, claim_expires_at)
    select ${batchId}, greatest(
        (select row_count * cardinality(languages) from batches where id = ${batchId}),
        (select max(seq) + 1 from probes where batch_id = ${batchId})),
      seq, output_version, row_number, language, output, checks,
      case review_state when 'approved' then 'approve' else 'reject' end,
      (select d.reason from review_decisions d where d.batch_id = ${batchId} and d.seq = known.seq
        and d.decision = 'reject' order by d.id desc limit 1),
      ${memberId}, now() + ${LEASE}
    from known
    on conflict do nothing
    returning seq, row_number as "rowNumber", language, output, checks, 1 as "checkedVersion", 1 as "outputVersion",
      claim_token as "claimToken", claim_expires_at as "claimExpiresAt", 'pending' as "reviewState",
      null as "lastEditedBy", '[]'::jsonb as "openBlocks", 0 as tries`);
  return (rows[0] as unknown as ClaimRow) ?? null;
}

/** The member's probes among these numbers of items, locked until the transaction ends. */
export async function lockProbes(
  tx: Db,
  memberId: string,
  items: readonly { batchId: string; seq: number }[],
): Promise<ProbeRow[]> {
  const found: ProbeRow[] = [];
  for (const [batchId, ofBatch] of [...Map.groupBy(items, (item) => item.batchId)].sort()) {
    const seqs = ofBatch.map(({ seq }) => seq);
    const named = and(eq(probes.batchId, batchId), inArray(probes.seq, seqs), eq(probes.memberId, memberId));
    found.push(...(await tx.select().from(probes).where(named).orderBy(probes.seq).for("update")));
  }
  return found;
}

/** The member's probe of this number; `null` when it is none of theirs. */
export async function findProbe(
  tx: Db,
  memberId: string,
  { batchId, seq }: { batchId: string; seq: number },
): Promise<ProbeRow | null> {
  const [found] = await tx
    .select()
    .from(probes)
    .where(and(eq(probes.batchId, batchId), eq(probes.seq, seq), eq(probes.memberId, memberId)));
  return found ?? null;
}

/**
 * The member's probes among these numbers of items as they would stand, were they items; those of batches whose outputs
 * were removed are left out. Approved ones are published with the items that were approved when they were.
 */
export async function readDecidedProbes(
  tx: Db,
  memberId: string,
  items: readonly { batchId: string; seq: number }[],
): Promise<DecidedProbeRow[]> {
  if (items.length === 0) return [];
  const json = JSON.stringify(items.map(({ batchId, seq }) => ({ batch_id: batchId, seq })));
  const rows = await tx.execute(sql`
    select p.batch_id as "batchId", p.seq, p.row_number as "rowNumber", p.language, b.name as "batchName", p.decision,
      coalesce(p.edited_output, p.output) as output, 1 as "outputVersion", false as "hasMessages",
      p.decision = 'approve' and exists (select 1 from publications o where o.batch_id = p.batch_id
        and o.status not in ('failed', 'cancelled') and o.cutoff_at >= p.decided_at) as "isPublished"
    from (select distinct batch_id, seq from jsonb_to_recordset(${json}::jsonb) as c(batch_id uuid, seq int)) asked
      join probes p on p.batch_id = asked.batch_id and p.seq = asked.seq and p.member_id = ${memberId}
      join batches b on b.id = p.batch_id and b.outputs_removed_at is null`);
  return rows as unknown as DecidedProbeRow[];
}

/** Keeps what was decided on a probe. */
export async function updateProbe(
  tx: Db,
  { batchId, seq }: Pick<ProbeRow, "batchId" | "seq">,
  change: Partial<
    Pick<ProbeRow, "decision" | "editedOutput" | "reason" | "decidedAt" | "caught" | "claimToken">
  >,
): Promise<void> {
  await tx
    .update(probes)
    .set({ ...change, claimExpiresAt: sql`now() + ${LEASE}` })
    .where(and(eq(probes.batchId, batchId), eq(probes.seq, seq)));
}

/** Gives the member's undecided probes among these claims another five minutes; says which those were. */
export async function renewProbes(
  tx: Db,
  memberId: string,
  claims: readonly HeldClaim[],
): Promise<{ batchId: string; seq: number; claimExpiresAt: string }[]> {
  const rows = await tx.execute(sql`
    update probes p set claim_expires_at = now() + ${LEASE}
    from jsonb_to_recordset(${named(claims)}::jsonb) as c(batch_id uuid, seq int)
    where p.batch_id = c.batch_id and p.seq = c.seq and p.member_id = ${memberId} and p.decision is null
    returning p.batch_id as "batchId", p.seq, p.claim_expires_at as "claimExpiresAt"`);
  return rows as unknown as { batchId: string; seq: number; claimExpiresAt: string }[];
}

/** Forgets the member's undecided probes among these claims, which they gave back; says how many. */
export async function releaseProbes(tx: Db, memberId: string, claims: readonly HeldClaim[]): Promise<number> {
  let released = 0;
  for (const { batchId, seq } of claims) {
    const mine = and(eq(probes.batchId, batchId), eq(probes.seq, seq), eq(probes.memberId, memberId));
    const gone = await tx
      .delete(probes)
      .where(and(mine, isNull(probes.decision)))
      .returning({ seq: probes.seq });
    released += gone.length;
  }
  return released;
}

function named(claims: readonly HeldClaim[]): string {
  return JSON.stringify(claims.map(({ batchId, seq }) => ({ batch_id: batchId, seq })));
}
