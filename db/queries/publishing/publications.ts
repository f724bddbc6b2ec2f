import { and, desc, eq, inArray, isNull, lt, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { IS_BLOCKED } from "#db/queries/review/open-blocks.ts";
import { members } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import type { StoredFailure } from "#db/schema/failure.ts";
import {
  publicationItems,
  publications,
  type StoredChanges,
  type StoredTerms,
} from "#db/schema/publishing.ts";
import { HOLDS_ITEM, isOutOfLot } from "./holds-item.ts";

const columns = {
  id: publications.id,
  batchId: publications.batchId,
  batchName: batches.name,
  simulated: batches.simulated,
  kind: publications.kind,
  config: publications.config,
  channelId: publications.channelId,
  terms: publications.terms,
  listed: publications.listed,
  heldUntil: publications.heldUntil,
  changes: publications.changes,
  only: publications.only,
  status: publications.status,
  failure: publications.failure,
  cutoffAt: publications.cutoffAt,
  itemCount: publications.itemCount,
  itemsWritten: publications.itemsWritten,
  runs: publications.runs,
  delivery: publications.delivery,
  createdBy: publications.createdBy,
  createdByName: members.name,
  createdAt: publications.createdAt,
  finishedAt: publications.finishedAt,
  fileRemovedAt: publications.fileRemovedAt,
};

export type PublicationRow = Awaited<ReturnType<typeof listPublications>>[number];

/** Publications, newest first, of one batch or channel or of all, from after `beforeId`. */
export function listPublications(
  tx: Db,
  {
    batchId,
    channelId,
    beforeId,
    limit,
  }: {
    batchId?: string | undefined;
    channelId?: string | undefined;
    beforeId?: string | undefined;
    limit: number;
  },
) {
  const conditions: SQL[] = [];
  if (channelId) conditions.push(eq(publications.channelId, channelId));
  if (batchId) conditions.push(eq(publications.batchId, batchId));
  if (beforeId) conditions.push(lt(publications.id, beforeId));
  return select(tx, and(...conditions))
    .orderBy(desc(publications.id))
    .limit(limit);
}

/** One publication; `null` when there is none of that id. */
export async function findPublication(tx: Db, id: string): Promise<PublicationRow | null> {
  const [found] = await select(tx, eq(publications.id, id));
  return found ?? null;
}

function select(tx: Db, condition: SQL | undefined) {
  return tx
    .select(columns)
    .from(publications)
    .innerJoin(batches, eq(batches.id, publications.batchId))
    .leftJoin(members, eq(members.id, publications.createdBy))
    .where(condition);
}

/** Whether the item `i` may be published at this moment. */
const IS_PUBLISHABLE = sql`i.review_state = 'approved' and ${isOutOfLot(sql`clock_timestamp()`)}`;

/** Whether no publication that was not a failure holds the approved item `i`. */
const IS_NEW = sql`not exists (select 1 from publications p
  where p.batch_id = i.batch_id and p.status not in ('failed', 'cancelled') and ${HOLDS_ITEM})`;

/** What a batch has to publish. */
export interface Publishable {
  /** Approved items that no publication holds and nothing holds back. */
  newlyApproved: number;
  /** Approved items that a check blocks and nobody has overridden. */
  heldBack: number;
  publications: number;
}

/** How much of a batch could be published, and how many publications there were. */
export async function countPublishable(tx: Db, batchId: string): Promise<Publishable> {
  const [row] = await tx.execute(sql`
    select count(*) filter (where ${IS_PUBLISHABLE} and not ${IS_BLOCKED} and ${IS_NEW})::int as "newlyApproved",
      count(*) filter (where ${IS_BLOCKED})::int as "heldBack",
      (select count(*)::int from publications where batch_id = ${batchId} and status not in ('failed', 'cancelled')) as publications
    from batch_items i where i.batch_id = ${batchId} and i.review_state = 'approved'`);
  return row as unknown as Publishable;
}

/** What of the approved items of a batch a publication holds: all of them, or these. */
export interface Scope {
  /** Only what no publication of the batch holds yet. */
  isNew: boolean;
  /** Only these languages; every one where there is none. */
  languages: readonly string[];
}

/** Whether publication_items has to name each item of such a publication. */
function isListed({ isNew, languages }: Scope): boolean {
  return isNew || languages.length > 0;
}

function inScope({ isNew, languages }: Scope): SQL {
  const spoken = languages.length > 0 ? sql`and i.language in ${[...languages]}` : sql``;
  return sql`${isNew ? sql`and ${IS_NEW}` : sql``} ${spoken}`;
}

/**
 * Freezes what is approved at this moment and nothing holds back: the cut-off and how many items are before it. Decisions of the batch
 * wait meanwhile (the caller holds its review counters), so the two can't disagree.
 */
export async function cutOff(
  tx: Db,
  batchId: string,
  scope: Scope,
): Promise<{ cutoffAt: string; itemCount: number }> {
  const [row] = await tx.execute(sql`
    select clock_timestamp()::text as "cutoffAt", count(*)::int as "itemCount" from batch_items i
    where i.batch_id = ${batchId} and ${IS_PUBLISHABLE} and not ${IS_BLOCKED} ${inScope(scope)}`);
  return row as unknown as { cutoffAt: string; itemCount: number };
}

export interface NewPublication {
  id: string;
  batchId: string;
  kind: string;
  config: Record<string, unknown>;
  channelId: string;
  terms: StoredTerms;
  only: "all" | "new" | "changed";
  heldUntil: Date | null;
  /** With the database's own precision. */
  cutoffAt: string;
  itemCount: number;
  createdBy: string;
}

/**
 * Adds a publication that waits to be written, and names the version of each item in it that is not the first, or of
 * every one where it does not hold all (the caller still holds the review counters of its cut-off). Of what it
 * would hold it also names what is held back.
 */
export async function insertPublication(
  tx: Db,
  { cutoffAt, ...publication }: NewPublication,
  scope: Scope,
): Promise<void> {
  const cutoff = sql`${cutoffAt}::timestamptz`;
  const listed = isListed(scope);
  await tx.insert(publications).values({ ...publication, cutoffAt: cutoff, listed, status: "queued" });
  if (listed) {
    await tx.insert(publicationItems).select(sql`
      select ${publication.id}::uuid, i.seq, i.output_version, false from batch_items i
      where i.batch_id = ${publication.batchId} and ${IS_PUBLISHABLE} and not ${IS_BLOCKED} ${inScope(scope)}`);
    return;
  }
  await tx.insert(publicationItems).select(sql`
    select ${publication.id}::uuid, i.seq, i.output_version, ${IS_BLOCKED} from batch_items i
    where i.batch_id = ${publication.batchId} and ${IS_PUBLISHABLE}
      and (i.output_version > 1 or ${IS_BLOCKED})`);
}

const UNFINISHED = inArray(publications.status, ["queued", "running"]);

/** Marks a publication as being written and counts the run; says how many there were. `null`: it is finished. */
export async function beginRun(tx: Db, id: string): Promise<number | null> {
  const [row] = await tx
    .update(publications)
    .set({ status: "running", runs: sql`${publications.runs} + 1`, itemsWritten: 0 })
    .where(and(eq(publications.id, id), UNFINISHED))
    .returning({ runs: publications.runs });
  return row?.runs ?? null;
}

/** An earlier publication to the same channel that is still to be handed over; `null` where there is none. */
export async function findPublicationBefore(
  tx: Db,
  { id, channelId }: { id: string; channelId: string },
): Promise<{ heldUntil: Date | null } | null> {
  const [before] = await tx
    .select({ heldUntil: publications.heldUntil })
    .from(publications)
    .where(
      and(
        eq(publications.channelId, channelId),
        lt(publications.id, id),
        UNFINISHED,
        isNull(publications.changes),
      ),
    )
    .orderBy(desc(publications.id))
    .limit(1);
  return before ?? null;
}

/** Undoes a publication that nobody has begun; `false` where it is too late. */
export async function cancelPublication(tx: Db, id: string): Promise<boolean> {
  const undone = await tx
    .update(publications)
    .set({ status: "cancelled", finishedAt: new Date() })
    .where(and(eq(publications.id, id), eq(publications.status, "queued")))
    .returning({ id: publications.id });
  return undone.length > 0;
}

/** Notes that all of a publication is handed over, and what it came to. */
export async function noteHandedOver(tx: Db, id: string, changes: StoredChanges): Promise<void> {
  await tx.update(publications).set({ changes }).where(eq(publications.id, id));
}

/** Notes how far the writing has come. */
export async function noteProgress(tx: Db, id: string, itemsWritten: number): Promise<void> {
  await tx
    .update(publications)
    .set({ itemsWritten })
    .where(and(eq(publications.id, id), UNFINISHED));
}

/** Ends a publication: delivered, or given up. */
export async function endRun(
  tx: Db,
  id: string,
  outcome:
    | { status: "succeeded"; itemsWritten: number; delivery: Record<string, unknown> }
    | { status: "failed"; failure: StoredFailure },
): Promise<void> {
  await tx
    .update(publications)
    .set({ ...outcome, finishedAt: new Date() })
    .where(and(eq(publications.id, id), UNFINISHED));
}

/** An approved item with its source row, as it is published. */
export interface ApprovedItemRow {
  seq: number;
  rowNumber: number;
  language: string;
  output: Record<string, unknown>;
  /** Of the output. */
  outputVersion: number;
  source: Record<string, string> | null;
  approvedBy: string | null;
}

/** The next approved items of a batch that a publication to a channel would hold now, in order. */
export async function readPublishableItems(
  tx: Db,
  { batchId, datasetId }: { batchId: string; datasetId: string },
  scope: Scope,
  afterSeq: number,
  limit: number,
): Promise<ApprovedItemRow[]> {
  const rows = await tx.execute(sql`
    select i.seq, i.row_number as "rowNumber", i.language, i.output, i.output_version as "outputVersion",
      r.values as source, i.decided_by as "approvedBy"
    from batch_items i
      left join dataset_rows r on r.dataset_id = ${datasetId} and r.row_number = i.row_number
    where i.batch_id = ${batchId} and i.seq > ${afterSeq} and ${IS_PUBLISHABLE} and not ${IS_BLOCKED}
      ${inScope(scope)}
    order by i.seq limit ${limit}`);
  return rows as unknown as ApprovedItemRow[];
}

/** The next approved items of a publication after `afterSeq`, in order, each in the version it was frozen in. */
export async function readApprovedItems(
  tx: Db,
  publicationId: string,
  { batchId, datasetId, listed }: { batchId: string; datasetId: string; listed: boolean },
  afterSeq: number,
  limit: number,
): Promise<ApprovedItemRow[]> {
  // Looked up one by one: before these tables have statistics, a join would read all that is named for each page.
  const rows = await tx.execute(sql`
    select i.seq, i.row_number as "rowNumber", i.language, coalesce(v.output, i.output) as output,
      coalesce(v.version, 1) as "outputVersion", r.values as source, i.decided_by as "approvedBy"
    from batch_items i
      ${listed ? sql`` : sql`left`} join lateral (
        select output_version, held_back from publication_items
        where publication_id = ${publicationId} and seq = i.seq limit 1) p on true
      left join lateral (
        select version, output from output_versions
        where batch_id = ${batchId} and seq = i.seq and version = p.output_version limit 1) v on true
      left join dataset_rows r on r.dataset_id = ${datasetId} and r.row_number = i.row_number
    where i.batch_id = ${batchId} and i.review_state = 'approved' and i.seq > ${afterSeq}
      and p.held_back is not true
      and (i.decided_at is null
        or i.decided_at <= (select cutoff_at from publications where id = ${publicationId}))
      and ${isOutOfLot(sql`(select cutoff_at from publications where id = ${publicationId})`)}
    order by i.seq limit ${limit}`);
  return rows as unknown as ApprovedItemRow[];
}

/** Batches with approved outputs that are still there, the newest first. */
export async function readPublishableBatches(tx: Db, limit: number) {
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.name, sum(c.approved)::int as approved, sum(c.review_pending)::int as pending
    from batches b join batch_counters c on c.batch_id = b.id
    where b.outputs_removed_at is null group by b.id having sum(c.approved) > 0 order by b.id desc limit ${limit}`);
  return rows as unknown as { batchId: string; name: string; approved: number; pending: number }[];
}
