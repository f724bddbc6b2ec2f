import { and, asc, desc, eq, getTableColumns, isNotNull, lt, max, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { batches } from "#db/schema/batches.ts";
import { lotSamples, lots } from "#db/schema/review.ts";
import { countDecided } from "./count-decided.ts";

export type LotRow = typeof lots.$inferSelect;

/** How many items of each language of a batch wait for a lot. */
export async function countWithoutLot(
  tx: Db,
  batchId: string,
): Promise<{ language: string; items: number }[]> {
  const rows = await tx.execute(sql`
    select language, count(*)::int as items from batch_items
    where batch_id = ${batchId} and review_state = 'in-lot' and lot is null group by language order by language`);
  return rows as unknown as { language: string; items: number }[];
}

/** Gives the first `size` items of a language that wait for a lot its number; says which those are, in order. */
export async function fillLot(
  tx: Db,
  { batchId, language, number, size }: { batchId: string; language: string; number: number; size: number },
): Promise<number[]> {
  const rows = await tx.execute<{ seqs: number[] | null }>(sql`
    with chosen as (
      select seq from batch_items
      where batch_id = ${batchId} and review_state = 'in-lot' and lot is null and language = ${language}
      order by seq limit ${size}
    ), filled as (
      update batch_items i set lot = ${number} from chosen where i.batch_id = ${batchId} and i.seq = chosen.seq
      returning i.seq
    )
    select jsonb_agg(seq order by seq) as seqs from filled`);
  return rows[0]?.seqs ?? [];
}

/** The number that the next lot of a batch has. */
export async function nextLotNumber(tx: Db, batchId: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(lots.number) })
    .from(lots)
    .where(eq(lots.batchId, batchId));
  return (row?.last ?? 0) + 1;
}

/** Lots of a series that were judged, oldest first, from after its latest `limit`. */
export async function readSeries(
  tx: Db,
  {
    templateVersionId,
    modelId,
    language,
    aql,
    level,
  }: Pick<LotRow, "templateVersionId" | "modelId" | "language" | "aql" | "level">,
  limit: number,
): Promise<LotRow[]> {
  const latest = await tx
    .select()
    .from(lots)
    .where(
      and(
        eq(lots.templateVersionId, templateVersionId),
        eq(lots.modelId, modelId),
        eq(lots.language, language),
        eq(lots.aql, aql),
        eq(lots.level, level),
        isNotNull(lots.verdict),
      ),
    )
    .orderBy(desc(lots.id))
    .limit(limit);
  return latest.reverse();
}

/** Keeps a lot with its sample and what is drawn besides, whose items wait for people from now on. */
export async function insertLot(
  tx: Db,
  lot: typeof lots.$inferInsert,
  sample: readonly number[],
  besides: readonly number[],
): Promise<void> {
  const { batchId, number } = lot;
  const all = [...sample, ...besides];
  const drawn = JSON.stringify(all);
  await tx.insert(lots).values(lot);
  await tx.execute(sql`insert into lot_samples (batch_id, lot, seq, besides)
    select ${batchId}::uuid, ${number}::int, value::int, place > ${sample.length}
    from jsonb_array_elements_text(${drawn}::jsonb) with ordinality as drawn(value, place)`);
  await tx.execute(sql`update batch_items i set review_state = 'pending'
    from (select value::int as seq from jsonb_array_elements_text(${drawn}::jsonb)) drawn
    where i.batch_id = ${batchId} and i.seq = drawn.seq`);
  await moveOutOfLot(tx, batchId, { pending: all.length });
}

/** Moves the counters of a batch by items that were in a lot. */
async function moveOutOfLot(
  tx: Db,
  batchId: string,
  { pending = 0, approved = 0 }: { pending?: number; approved?: number },
): Promise<void> {
  await tx.execute(sql`update batch_counters set in_lot = in_lot - ${pending + approved},
    review_pending = review_pending + ${pending}, approved = approved + ${approved}
    where batch_id = ${batchId} and slot = 0`);
}

/** What a decision says of an item that was perhaps drawn. */
export interface SampledDecision {
  batchId: string;
  seq: number;
  /** Whether the output was not good as it was made; `null` while nobody has said so or the contrary. */
  defect: boolean | null;
  /** Whether it stands rejected for a critical reason, or was and that was not taken back. */
  critical: boolean;
  /** A decision was taken back, and what it had said with it. */
  isTakenBack: boolean;
}

/** Notes what was decided on items of samples: a defect stays one whatever becomes of the item, unless it is taken back. */
export async function noteSampled(tx: Db, decisions: readonly SampledDecision[]): Promise<void> {
  for (const [batchId, ofBatch] of Map.groupBy(decisions, (decision) => decision.batchId))
    await tx.execute(sql`
      update lot_samples s set defect = case when d."isTakenBack" or s.defect is not true then d.defect else true end,
        critical = d.critical or (s.critical and not d."isTakenBack")
      from jsonb_to_recordset(${JSON.stringify(ofBatch)}::jsonb)
        as d(seq int, defect boolean, critical boolean, "isTakenBack" boolean)
      where s.batch_id = ${batchId} and s.seq = d.seq
        and s.lot = (select lot from batch_items where batch_id = ${batchId} and seq = d.seq)`);
}

/** What people have found in what was drawn of a lot so far. */
export interface LotFound {
  /** Of its sample. */
  decided: number;
  defects: number;
  /** Of its sample and what was drawn besides. */
  looked: number;
  criticals: number;
}

const found = {
  decided: sql<number>`(count(${lotSamples.defect}) filter (where not ${lotSamples.besides}))::int`,
  defects: sql<number>`(count(*) filter (where ${lotSamples.defect} and not ${lotSamples.besides}))::int`,
  looked: sql<number>`count(${lotSamples.defect})::int`,
  criticals: sql<number>`(count(*) filter (where ${lotSamples.critical}))::int`,
};

/** A lot that is locked until the transaction ends. */
export type LockedLot = LotRow & {
  /** When that was, by the database's clock. */
  lockedAt: Date;
  found: LotFound;
};

/** Locks a lot until the transaction ends; `null` when there is none. */
export async function lockLot(
  tx: Db,
  which: { id: string } | { batchId: string; number: number },
): Promise<LockedLot | null> {
  const condition =
    "id" in which
      ? eq(lots.id, which.id)
      : and(eq(lots.batchId, which.batchId), eq(lots.number, which.number));
  const lockedAt = sql<Date>`clock_timestamp()`.mapWith(lots.createdAt);
  const [lot] = await tx
    .select({ ...getTableColumns(lots), lockedAt })
    .from(lots)
    .where(condition)
    .for("update");
  if (!lot) return null;
  const [counted] = await tx
    .select(found)
    .from(lotSamples)
    .where(and(eq(lotSamples.batchId, lot.batchId), eq(lotSamples.lot, lot.number)));
  return { ...lot, found: counted ?? { decided: 0, defects: 0, looked: 0, criticals: 0 } };
}

/** Makes a lot final from now on, by the clock that cut-offs of publications go by, with what changes of it besides. */
export async function settleLot(tx: Db, id: string, change: Partial<LotRow> = {}): Promise<void> {
  await tx
    .update(lots)
    .set({ ...change, settledAt: sql`clock_timestamp()` })
    .where(eq(lots.id, id));
}

/** Changes a lot. */
export async function updateLot(tx: Db, id: string, change: Partial<LotRow>): Promise<void> {
  await tx.update(lots).set(change).where(eq(lots.id, id));
}

/** Whether what was released of a lot becomes approved now, by the database's clock. */
export async function isLotDue(tx: Db, id: string): Promise<boolean> {
  const [row] = await tx
    .select({ due: sql<boolean>`publishable_at <= now()` })
    .from(lots)
    .where(eq(lots.id, id));
  return row?.due === true;
}

/**
 * Takes the next items of a lot after `afterSeq` that nobody has to read out of it, approved or for people to read; the
 * caller holds the review counters. @returns the last of them; `null` when there was none.
 */
export async function emptyLot(
  tx: Db,
  { batchId, number }: Pick<LotRow, "batchId" | "number">,
  to: "approved" | "pending",
  afterSeq: number,
  limit: number,
): Promise<number | null> {
  const approval = to === "approved" ? sql`, passed_by = 'lot', decided_at = clock_timestamp()` : sql``;
  const [row] = await tx.execute<{ items: number; last: number | null }>(sql`
    with next as (
      select seq from batch_items
      where batch_id = ${batchId} and lot = ${number} and seq > ${afterSeq} and review_state = 'in-lot'
      order by seq limit ${limit}
    ), emptied as (
      update batch_items i set review_state = ${to} ${approval} from next
      where i.batch_id = ${batchId} and i.seq = next.seq
      returning i.seq, i.review_state, i.decided_at, i.cost
    ), moved as (
      select 1 as by, * from emptied where review_state = 'approved'
    ), ${countDecided(batchId)}
    select count(*)::int as items, max(seq) as last from emptied`);
  if (!row?.items) return null;
  await moveOutOfLot(tx, batchId, { [to]: row.items });
  return row.last;
}

/** A lot as people see it. */
export type LotView = LotRow & { launchedBy: string; found: LotFound };

/** Lots of a batch, or one, oldest first, from after `afterNumber`. */
export async function readLots(
  tx: Db,
  which: { id: string } | { batchId: string; afterNumber: number; limit: number },
): Promise<LotView[]> {
  const condition =
    "id" in which
      ? eq(lots.id, which.id)
      : and(eq(lots.batchId, which.batchId), lt(sql`${which.afterNumber}::int`, lots.number));
  return tx
    .select({
      ...getTableColumns(lots),
      launchedBy: batches.launchedBy,
      found,
    })
    .from(lots)
    .innerJoin(batches, eq(batches.id, lots.batchId))
    .leftJoin(lotSamples, and(eq(lotSamples.batchId, lots.batchId), eq(lotSamples.lot, lots.number)))
    .where(condition)
    .groupBy(lots.id, batches.id)
    .orderBy(asc(lots.number))
    .limit("id" in which ? 1 : which.limit);
}
