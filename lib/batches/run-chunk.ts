import { type Db, db } from "#db/client.ts";
import { type BatchRow, findBatch, pauseForReason } from "#db/queries/batches/batches.ts";
import { type ChunkRow, chargeUnknown, letChunkGo, takeChunk } from "#db/queries/batches/chunks.ts";
import { findPriceAt } from "#db/queries/models.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { AppError } from "#lib/app-error.ts";
import { log } from "#lib/log.ts";
import { newId } from "#lib/new-id.ts";
import { sleep } from "#lib/sleep.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { callKey, parseCallKey } from "./call-key.ts";
import { type ChunkRun, findRunningBatch, type OpenItem, openChunkRun, readOpenItems } from "./chunk-run.ts";
import { feedBatch } from "./feed-batch.ts";
import { fundCalls, tellWait } from "./fund-calls.ts";
import { placeOf } from "./item-seq.ts";
import { prepareItem, type ReadyItem } from "./prepare-item.ts";
import { type FundedCall, runItem } from "./run-item.ts";

/**
 * The job: makes the items of one chunk that have not ended yet. It may run again after a crash, on any worker:
 * what the last owner had in flight is charged as unknown, and everything else goes on where it was.
 */
export async function runChunk(
  { batchId, number }: { batchId: string; number: number },
  stopping: AbortSignal,
): Promise<void> {
  const chunk = await db().transaction((tx) => takeOver(tx, batchId, number));
  if (!chunk) return;
  const batch = await findRunningBatch(batchId);
  const isDone = batch ? await makeItems(batch, chunk, stopping) : false;
  await db().transaction(async (tx) => {
    if (await letChunkGo(tx, chunk, isDone ? "done" : "waiting")) await feedBatch(tx, batchId);
  });
}

/** Takes a chunk and settles what its last owner left: money first, so that no ledger entry is ever missing. */
async function takeOver(tx: Db, batchId: string, number: number): Promise<ChunkRow | null> {
  const chunk = await takeChunk(tx, batchId, number);
  if (!chunk || Object.keys(chunk.started).length === 0) return chunk;
  const { entries, carried } = await lostCalls(tx, chunk);
  log.warn(
    { batchId, chunk: number, calls: entries.length },
    "calls of a lost worker are charged as unknown",
  );
  await recordAttempts(tx, entries);
  await chargeUnknown(tx, chunk, carried);
  return { ...chunk, carried, started: {} };
}

async function makeItems(batch: BatchRow, chunk: ChunkRow, stopping: AbortSignal): Promise<boolean> {
  const opened = await openChunkRun(batch, chunk, stopping);
  if (!opened.ok) {
    await pauseForReason(db(), batch.id, opened.refusal);
    return false;
  }
  const run = opened.value;
  try {
    return await runItems(run, chunk, await readOpenItems(batch, chunk));
  } finally {
    run.close();
  }
}

/** Makes the items, slice by slice. @returns whether every one has ended. */
async function runItems(run: ChunkRun, chunk: ChunkRow, open: OpenItem[]): Promise<boolean> {
  const inFlight = new Set<Promise<void>>();
  const failed: unknown[] = [];
  let putBack = 0;
  const start = (item: ReadyItem, funded: FundedCall | null) => {
    const flight = runItem(run, item, funded)
      .then((ended) => {
        if (!ended) putBack++;
      })
      .catch((cause) => {
        failed.push(cause);
        run.stop();
      })
      .finally(() => inFlight.delete(flight));
    inFlight.add(flight);
  };
  const items = new ItemQueue(run, chunk, open);
  try {
    for (let next = items.peek(); next && !run.leaving.aborted; next = items.peek()) {
      if (next.carried.answer) {
        items.take(1);
        start(next, null);
      } else {
        await startSlice(run, items, start);
      }
    }
  } catch (cause) {
    failed.push(cause);
    run.stop();
  }
  await Promise.all(inFlight);
  await run.buffer.written();
  if (failed.length > 0) throw new AppError("A chunk was broken off.", { cause: failed[0] });
  return items.isOver && putBack === 0;
}

/** Starts the next items as one slice: as many as the gate lets through and the budget bears. */
async function startSlice(
  run: ChunkRun,
  items: ItemQueue,
  start: (item: ReadyItem, funded: FundedCall) => void,
): Promise<void> {
  const { gate, leaving } = run;
  const first = items.peek();
  if (!first) return;
  const passage = await gate.pass(items.length, first.bound.tokens, leaving, (wait) => tellWait(run, wait));
  if (!passage) return;
  const slice = items.freshSlice(passage.calls);
  const calls = slice.map((item) => ({ ...item.bound, key: callKey(item.seq, 0) }));
  gate.release(passage.calls - slice.length);
  if (slice.length === 0) return;
  const granted = await fundCalls(run, calls).catch((cause) => {
    gate.release(slice.length);
    throw cause;
  });
  gate.release(slice.length - granted);
  items.take(granted);
  const apartMs = passage.spanMs / passage.calls;
  for (const [index, item] of slice.slice(0, granted).entries()) {
    if (index > 0 && apartMs > 0) await sleep(apartMs, leaving);
    start(item, calls[index] as FundedCall);
  }
}

/** A chunk's items in order, prepared as they come up; those that end without a call land at once. */
class ItemQueue {
  readonly #run: ChunkRun;
  readonly #chunk: ChunkRow;
  readonly #open: OpenItem[];
  readonly #ready: ReadyItem[] = [];

  constructor(run: ChunkRun, chunk: ChunkRow, open: OpenItem[]) {
    this.#run = run;
    this.#chunk = chunk;
    this.#open = open.toReversed();
  }

  /** Items not taken yet, at most. */
  get length(): number {
    return this.#ready.length + this.#open.length;
  }

  get isOver(): boolean {
    return this.length === 0;
  }

  peek(): ReadyItem | undefined {
    this.#prepare(1);
    return this.#ready[0];
  }

  /** The next items, up to one that has an answer to be repaired and asks for its own money. */
  freshSlice(most: number): ReadyItem[] {
    this.#prepare(most);
    const slice = this.#ready.slice(0, most);
    const repairAt = slice.findIndex((item) => item.carried.answer);
    return repairAt === -1 ? slice : slice.slice(0, repairAt);
  }

  take(count: number): void {
    this.#ready.splice(0, count);
  }

  #prepare(count: number): void {
    while (this.#ready.length < count) {
      const open = this.#open.pop();
      if (!open) return;
      const prepared = prepareItem(this.#run, open, this.#chunk.carried[open.seq]);
      if (prepared.kind === "ready") this.#ready.push(prepared.item);
      else {
        const { number, fence } = this.#chunk;
        this.#run.buffer.add({
          chunk: number,
          fence,
          seq: open.seq,
          entries: [],
          closed: [],
          ended: prepared.ended,
        });
      }
    }
  }
}

/** What a lost worker had in flight, as ledger entries, and what its items carry to their next run. */
async function lostCalls(
  tx: Db,
  chunk: ChunkRow,
): Promise<{ entries: LedgerEntry[]; carried: ChunkRow["carried"] }> {
  const batch = await findBatch(tx, chunk.batchId);
  const price = batch && (await findPriceAt(tx, batch.modelId, new Date()));
  if (!batch || !price) throw new AppError("A batch lost its model's price.", { facts: { ...chunk } });
  const carried = { ...chunk.carried };
  const entries = Object.entries(chunk.started).map(([key, amount]): LedgerEntry => {
    const { seq, call } = parseCallKey(key);
    const before = carried[seq];
    carried[seq] = { ...before, attempts: (before?.attempts ?? 0) + 1, cost: before?.cost ?? "0" };
    return {
      id: newId(),
      kind: "unknown",
      batchId: batch.id,
      seq,
      language: placeOf(seq, batch.languages).language,
      purpose: call === 0 ? "generate" : "repair",
      modelId: batch.modelId,
      priceId: price.id,
      templateId: batch.templateId,
      templateVersionId: batch.templateVersionId,
      memberId: batch.launchedBy,
      outcome: "worker_lost",
      cost: amount,
      currency: batch.currency,
      simulated: batch.simulated,
    };
  });
  return { entries, carried };
}
