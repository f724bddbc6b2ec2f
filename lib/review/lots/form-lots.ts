import { randomInt } from "node:crypto";
import { type Db, db } from "#db/client.ts";
import { type BatchRow, findBatch, lockBatch } from "#db/queries/batches/batches.ts";
import { countOpenChunks } from "#db/queries/batches/chunks.ts";
import { lockReviewCounters } from "#db/queries/review/decisions.ts";
import {
  countWithoutLot,
  fillLot,
  insertLot,
  type LotRow,
  nextLotNumber,
  readSeries,
} from "#db/queries/review/lots.ts";
import { isFinal } from "#lib/batches/batch-state.ts";
import { formLotsJob } from "#lib/batches/jobs.ts";
import { modelIdIn } from "#lib/calls/language-models.ts";
import type { ReviewPlan } from "#lib/checks/review-plan.ts";
import { type Aql, samplingPlan } from "#lib/checks/sampling-plan.ts";
import { type JudgedLot, nextSeverity } from "#lib/checks/switch-severity.ts";
import { randomRowNumbers } from "#lib/estimates/random-row-numbers.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { seededRandom } from "#lib/seeded-random.ts";

/** The largest lot: beyond it the standard draws hardly more, and one bad verdict would send too much to be read. */
const LARGEST_LOT = 150_000;
/** Lots that the switching rules look back on: the score for reduced inspection takes ten, and a switch five. */
const SERIES_SEEN = 200;
const MAX_SEED = 2 ** 31 - 1;
const CALLS_END_MS = 30_000;
const PROVIDER_BATCHES_END_MS = 5 * 60_000;

/**
 * The job: puts what a batch that is over has made, and no person would read, into lots by language, and draws the sample
 * of each. Runs again after a retry, for what that made. Where calls of a cancelled batch are still in flight, or with a
 * provider, it comes back.
 */
export async function runFormLots({ batchId }: { batchId: string }): Promise<void> {
  const batch = await findBatch(db(), batchId);
  if (batch?.reviewPlan.kind !== "lots" || batch.outputsRemovedAt) return;
  // What it makes yet is put into lots at its end.
  if (!isFinal(batch.state)) return;
  const open = await countOpenChunks(db(), batchId);
  if (batch.state === "cancelled" && open.withJob + open.inProviderBatches > 0) {
    const startAfter = new Date(Date.now() + (open.withJob > 0 ? CALLS_END_MS : PROVIDER_BATCHES_END_MS));
    return db().transaction((tx) => enqueue(tx, formLotsJob, { batchId }, { startAfter }));
  }
  for (const { language, items } of await countWithoutLot(db(), batchId)) {
    const parts = Math.ceil(items / LARGEST_LOT);
    for (let part = 0; part < parts; part++)
      await db().transaction((tx) => formLot(tx, batch, language, Math.ceil(items / parts)));
  }
}

/** Its items wait as long as nobody asks again: the batch says how many. */
export async function giveUpFormingLots({ batchId }: { batchId: string }): Promise<void> {
  await db().transaction((tx) =>
    enqueue(tx, formLotsJob, { batchId }, { startAfter: new Date(Date.now() + 10 * 60_000) }),
  );
}

async function formLot(tx: Db, batch: BatchRow, language: string, size: number): Promise<void> {
  await lockReviewCounters(tx, [batch.id]);
  // One at a time a batch: a second run finds what the first has left.
  await lockBatch(tx, batch.id);
  const number = await nextLotNumber(tx, batch.id);
  const seqs = await fillLot(tx, { batchId: batch.id, language, number, size });
  if (seqs.length === 0) return;
  const { aql, level, criticalSample = 0 } = batch.reviewPlan as Extract<ReviewPlan, { kind: "lots" }>;
  const { templateVersionId } = batch;
  const series = { templateVersionId, modelId: modelIdIn(batch, language), language, aql, level };
  const judged = (await readSeries(tx, series, SERIES_SEEN)).map(toJudged);
  const severity = nextSeverity(judged, aql as Aql, level);
  const plan = samplingPlan(seqs.length, aql as Aql, level, severity);
  const seed = randomInt(MAX_SEED);
  const critical = Math.min(criticalSample, seqs.length);
  // In random order, so the first of them are a sample as well as all of them.
  const drawn = randomRowNumbers(seqs.length, Math.max(plan.sample, critical), seededRandom(seed)).map(
    (place) => seqs[place - 1] as number,
  );
  const lot = { id: newId(), batchId: batch.id, number, ...series, ...plan, severity, seed };
  const [sample, besides] = [drawn.slice(0, plan.sample), drawn.slice(plan.sample)];
  const facts = { size: seqs.length, state: "sampling" as const, criticalSample: critical && drawn.length };
  await insertLot(tx, { ...lot, ...facts }, sample, besides);
}

function toJudged({ severity, size, defects, accept, verdict }: LotRow): JudgedLot {
  return { severity, size, defects: defects ?? 0, accept, verdict: verdict ?? "accepted" };
}
