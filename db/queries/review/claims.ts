import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { RISK_OF_CHECKS } from "#db/schema/batches.ts";
import type { VerdictRow } from "#db/schema/verdict.ts";
import { isInCategory } from "./in-category.ts";
import { OPEN_BLOCKS } from "./open-blocks.ts";
import { IS_TRY } from "./regenerations.ts";

const LEASE = sql`interval '5 minutes'`;

/** A claim of one item, as the database keeps it. */
export interface ClaimRow {
  seq: number;
  rowNumber: number;
  language: string;
  output: Record<string, unknown>;
  checks: VerdictRow[];
  checkedVersion: number;
  outputVersion: number;
  claimToken: number;
  claimExpiresAt: string;
  reviewState: "pending" | "escalated";
  lastEditedBy: string | null;
  /** Kinds of check that block it and that nobody has overridden. */
  openBlocks: string[];
  /** How often it was made anew because it was rejected. */
  tries: number;
}

const claimColumns = sql`i.seq, i.row_number as "rowNumber", i.language, i.output, i.checks,
  i.checked_version as "checkedVersion",
  i.output_version as "outputVersion", i.claim_token as "claimToken", i.claim_expires_at as "claimExpiresAt",
  i.review_state as "reviewState", i.last_edited_by as "lastEditedBy", ${OPEN_BLOCKS} as "openBlocks",
  (select count(*)::int from regenerations r where r.batch_id = i.batch_id and r.seq = i.seq and ${IS_TRY}) as tries`;

export interface ClaimQuestion {
  batchId: string;
  memberId: string;
  /** Escalated items go to anyone but the one who escalated them. */
  state: "pending" | "escalated";
  limit: number;
  /** Sequence numbers to leave for others. */
  except: number[];
  /** Only this one. */
  seq?: number | undefined;
  /** Only in these languages. */
  languages?: readonly string[] | undefined;
  /** Only in these categories, by their keys. */
  categories?: readonly string[] | null | undefined;
  /** Only as pressing as this by its checks: 0 a block, 1 a warning, 2 neither. */
  risk?: number | undefined;
}

/**
 * Takes up to `limit` items of a batch that nobody holds, lowest sequence numbers first, for five minutes.
 * Rows another claim is taking at this moment are passed over, never waited for.
 */
export async function claimItems(tx: Db, question: ClaimQuestion): Promise<ClaimRow[]> {
  const { batchId, memberId, state, limit } = question;
  const inState =
    state === "pending"
      ? sql`review_state = 'pending'`
      : sql`review_state = 'escalated' and decided_by is distinct from ${memberId}`;
  const rows = await tx.execute(sql`
    with free as (
      select batch_id, seq from batch_items
      where batch_id = ${batchId} and ${inState} ${narrowed(question)} and ${isFreeFor(memberId)}
      order by ${inOrder(question)} limit ${limit} for update skip locked
    )
    update batch_items i
    set claimed_by = ${memberId}, claim_token = i.claim_token + 1, claim_expires_at = now() + ${LEASE}
    from free where i.batch_id = ${batchId} and i.batch_id = free.batch_id and i.seq = free.seq
    returning ${claimColumns}`);
  return (rows as unknown as ClaimRow[]).sort((a, b) => a.seq - b.seq);
}

/** What the member holds of a batch already, its lease made five minutes again; tokens stay as they are. */
export async function resumeClaims(tx: Db, question: ClaimQuestion): Promise<ClaimRow[]> {
  const { batchId, memberId, state, limit } = question;
  const rows = await tx.execute(sql`
    with mine as (
      select seq from batch_items
      where batch_id = ${batchId} and review_state = ${state} and claimed_by = ${memberId}
        and claim_expires_at >= now() ${narrowed(question)}
      order by seq limit ${limit} for update
    )
    update batch_items i set claim_expires_at = now() + ${LEASE}
    from mine where i.batch_id = ${batchId} and i.seq = mine.seq
    returning ${claimColumns}`);
  return (rows as unknown as ClaimRow[]).sort((a, b) => a.seq - b.seq);
}

/** Whether nobody holds an item, and the member may decide on it. */
export function isFreeFor(memberId: string): SQL {
  return sql`(claim_expires_at is null or claim_expires_at < now()) and ${isForMember(memberId)}`;
}

/** Whether the member neither wrote in an item nor has decided on it already. */
export function isForMember(memberId: string): SQL {
  return sql`last_edited_by is distinct from ${memberId}
    and ${memberId}::uuid <> all (authors) and ${memberId}::uuid <> all (reviewers)`;
}

// As the index of categories is ordered, where that is the one that is asked.
function inOrder({ categories }: ClaimQuestion): SQL {
  return categories?.length === 1 ? sql`category, seq` : sql`seq`;
}

function narrowed({ except, seq, languages, categories, risk }: ClaimQuestion): SQL {
  const parts = [sql``];
  if (except.length > 0) parts.push(sql`and seq not in ${except}`);
  if (seq !== undefined) parts.push(sql`and seq = ${seq}`);
  // One language is asked for as such: with `in`, the index of the queue would not be in its order.
  if (languages?.length === 1) parts.push(sql`and language = ${languages[0]}`);
  else if (languages)
    parts.push(languages.length > 0 ? sql`and language in ${[...languages]}` : sql`and false`);
  if (categories) parts.push(sql`and ${isInCategory(categories)}`);
  if (risk !== undefined) parts.push(sql`and ${RISK_OF_CHECKS} = ${risk}`);
  return sql.join(parts, sql` `);
}

/** A claim as its holder names it. */
export interface HeldClaim {
  batchId: string;
  seq: number;
  token: number;
}

/** Gives the claims that are still the member's another five minutes; says which those were. */
export async function renewClaims(tx: Db, memberId: string, claims: HeldClaim[]) {
  const rows = await tx.execute(sql`
    with held as (${stillHeld(memberId, claims)})
    update batch_items i set claim_expires_at = now() + ${LEASE}
    from held where i.batch_id = held.batch_id and i.seq = held.seq
    returning i.batch_id as "batchId", i.seq, i.claim_expires_at as "claimExpiresAt"`);
  return rows as unknown as { batchId: string; seq: number; claimExpiresAt: string }[];
}

/** Gives claims back, so that others need not wait for the lease to run out; says how many. */
export async function releaseClaims(tx: Db, memberId: string, claims: HeldClaim[]): Promise<number> {
  const rows = await tx.execute(sql`
    with held as (${stillHeld(memberId, claims)})
    update batch_items i set claimed_by = null, claim_expires_at = null
    from held where i.batch_id = held.batch_id and i.seq = held.seq
    returning i.seq`);
  return rows.length;
}

// Locked in key order, as decisions lock them, so that the two never wait for each other.
function stillHeld(memberId: string, claims: HeldClaim[]) {
  const json = JSON.stringify(claims.map(({ batchId, seq, token }) => ({ batch_id: batchId, seq, token })));
  return sql`
    select i.batch_id, i.seq from batch_items i
      join jsonb_to_recordset(${json}::jsonb) as c(batch_id uuid, seq int, token int)
        on i.batch_id = c.batch_id and i.seq = c.seq
    where i.claimed_by = ${memberId} and i.claim_token = c.token and i.review_state in ('pending', 'escalated')
    order by i.batch_id, i.seq for update of i`;
}
