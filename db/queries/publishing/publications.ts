import { and, desc, eq, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { batches } from "#db/schema/batches.ts";
import type { StoredFailure } from "#db/schema/failure.ts";
import { publicationItems, publications } from "#db/schema/publishing.ts";

const columns = {
  id: publications.id,
  batchId: publications.batchId,
  batchName: batches.name,
  simulated: batches.simulated,
  kind: publications.kind,
  config: publications.config,
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
};

export type PublicationRow = Awaited<ReturnType<typeof listPublications>>[number];

/** Publications, newest first, of one batch or of all, from after `beforeId`. */
export function listPublications(
  tx: Db,
  {
    batchId,
    beforeId,
    limit,
  }: { batchId?: string | undefined; beforeId?: string | undefined; limit: number },
) {
  const conditions: SQL[] = [];
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

/**
 * Freezes what is approved at this moment: the cut-off and how many items are before it. Decisions of the batch
 * wait meanwhile (the caller holds its review counters), so the two can't disagree.
 */
export async function cutOff(tx: Db, batchId: string): Promise<{ cutoffAt: string; itemCount: number }> {
  const [row] = await tx.execute(sql`
    select clock_timestamp()::text as "cutoffAt", count(*)::int as "itemCount" from batch_items
    where batch_id = ${batchId} and review_state = 'approved'`);
  return row as unknown as { cutoffAt: string; itemCount: number };
}

export interface NewPublication {
  id: string;
  batchId: string;
  kind: string;
  config: Record<string, unknown>;
  /** With the database's own precision. */
  cutoffAt: string;
  itemCount: number;
  createdBy: string;
}

/**
 * Adds a publication that waits to be written, and names the version of each item in it that is not the first
 * (the caller still holds the review counters of its cut-off).
 */
export async function insertPublication(tx: Db, { cutoffAt, ...publication }: NewPublication): Promise<void> {
  await tx
    .insert(publications)
    .values({ ...publication, cutoffAt: sql`${cutoffAt}::timestamptz`, status: "queued" });
  await tx.insert(publicationItems).select(sql`
    select ${publication.id}::uuid, v.seq, v.version
    from output_versions v join batch_items i on i.batch_id = v.batch_id and i.seq = v.seq
    where v.batch_id = ${publication.batchId} and v.version > 1 and i.output_version = v.version
      and i.batch_id = ${publication.batchId} and i.review_state = 'approved'`);
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
  language: string;
  output: Record<string, unknown>;
  /** Of the output. */
  outputVersion: number;
  source: Record<string, string> | null;
}

/** The next approved items of a publication after `afterSeq`, in order, each in the version it was frozen in. */
export async function readApprovedItems(
  tx: Db,
  publicationId: string,
  { batchId, datasetId }: { batchId: string; datasetId: string },
  afterSeq: number,
  limit: number,
): Promise<ApprovedItemRow[]> {
  const rows = await tx.execute(sql`
    select i.seq, i.language, coalesce(v.output, i.output) as output,
      coalesce(v.version, 1) as "outputVersion", r.values as source
    from batch_items i
      left join publication_items p on p.publication_id = ${publicationId} and p.seq = i.seq
      left join output_versions v on v.batch_id = ${batchId} and v.seq = i.seq and v.version = p.output_version
      left join dataset_rows r on r.dataset_id = ${datasetId} and r.row_number = i.row_number
    where i.batch_id = ${batchId} and i.review_state = 'approved' and i.seq > ${afterSeq}
      and (i.decided_at is null
        or i.decided_at <= (select cutoff_at from publications where id = ${publicationId}))
    order by i.seq limit ${limit}`);
  return rows as unknown as ApprovedItemRow[];
}

/** Batches with approved outputs, the newest first. */
export async function readPublishableBatches(tx: Db, limit: number) {
  const rows = await tx.execute(sql`
    select b.id as "batchId", b.name, sum(c.approved)::int as approved, sum(c.review_pending)::int as pending
    from batches b join batch_counters c on c.batch_id = b.id
    group by b.id having sum(c.approved) > 0 order by b.id desc limit ${limit}`);
  return rows as unknown as { batchId: string; name: string; approved: number; pending: number }[];
}
