import { type Db, db } from "#db/client.ts";
import { findBatch, pauseForReason } from "#db/queries/batches/batches.ts";
import {
  type ChunkRow,
  chargeUnknown,
  letChunkGo,
  lockOwnedChunk,
  takeChunk,
} from "#db/queries/batches/chunks.ts";
import { findPriceAt } from "#db/queries/models.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import { AppError } from "#lib/app-error.ts";
import { log } from "#lib/log.ts";
import { noteCallWait } from "#lib/metrics.ts";
import { newId } from "#lib/new-id.ts";
import { sleep } from "#lib/sleep.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { placeOf } from "../item-seq.ts";
import { callKey, parseCallKey } from "./call-key.ts";
import { type ChunkRun, type OpenItem, openChunkRun, readOpenItems } from "./chunk-run.ts";
import { HeldChunk } from "./chunk-share.ts";
import { feedWhenLow } from "./feed-batch.ts";
import { fundCalls } from "./fund-calls.ts";
import { prepareItem, type ReadyItem } from "./prepare-item.ts";
import { type FundedCall, landUnstarted, runItem } from "./run-item.ts";
import { sliceSize } from "./slice-size.ts";

/**
 * The job: makes the items of one chunk that have not ended yet. It may run again after a crash, on any worker:
 * what the last owner had in flight is charged as unknown, and everything else goes on where it was.
 */
export async function runChunk(
  { batchId, number }: { batchId: string; number: number },
  stopping: AbortSignal,
): Promise<void> {
  const held = new HeldChunk(batchId);
  try {
    const taken = await takeChunk(db(), batchId, number);
    const chunk = taken && (await settleLastOwner(taken));
    log.debug(
      { batchId, chunk: number, fence: chunk?.fence },
      chunk ? "a chunk was taken" : "a chunk was done",
    );
    if (chunk) await letChunkGo(db(), chunk, (await makeChunk(chunk, held, stopping)) ? "done" : "waiting");
  } finally {
    held.left();
  }
  await feedWhenLow(batchId);
}

/** @returns whether every item of the chunk has ended. */
async function makeChunk(chunk: ChunkRow, held: HeldChunk, stopping: AbortSignal): Promise<boolean> {
  const opened = await openChunkRun(chunk, held, stopping);
  if (opened.ok) return makeItems(opened.value, chunk);
  const { code, params } = opened.refusal;
  if (code !== "not_running") await pauseForReason(db(), chunk.batchId, { code, ...(params && { params }) });
  return false;
}

/**
 * Charges what a chunk's last owner left in flight: money first, so that no ledger entry is ever missing.
 * @returns the chunk as it is now, `null` when it has a new owner again.
 */
function settleLastOwner(taken: ChunkRow): Promise<ChunkRow | null> | ChunkRow {
  if (Object.keys(taken.started).length === 0) return taken;
  return db().transaction(async (tx) => {
    const chunk = await lockOwnedChunk(tx, taken);
    if (!chunk) return null;
    const { entries, carried } = await lostCalls(tx, chunk);
    const { batchId, number } = chunk;
    log.warn(
      { batchId, chunk: number, calls: entries.length },
      "calls of a lost worker are charged as unknown",
    );
    await chargeUnknown(tx, chunk, carried, await enterAttempts(tx, entries));
    return { ...chunk, carried, started: {} };
  });
}

/** Makes the items of a chunk, slice by slice. @returns whether every one has ended. */
async function makeItems(opened: ChunkRun, chunk: ChunkRow): Promise<boolean> {
  let run = opened;
  const flights = new Flights(run);
  try {
    const open = await readOpenItems(run.batch, chunk);
    const items = new ItemQueue(chunk, open);
    run.held.opened(open.length, run.gate.concurrency);
    while (!run.leaving.aborted && !items.isOver) {
      // A chunk may take hours: a new price or key does not wait for the next.
      run = await run.renewed();
      const { fresh, paid } = items.nextSlice(run);
      for (const item of paid) flights.start(run, item, null);
      await startSlice(run, fresh, flights);
    }
    await flights.landed();
    return items.isOver && flights.putBack === 0;
  } catch (cause) {
    // What is in flight is paid for: it lands before the chunk is given up, or its next owner would pay again.
    run.stop();
    await flights.landed().catch(() => {});
    throw cause;
  } finally {
    run.close();
  }
}

/** Funds a slice and starts its items, as many at a time as the budget bears and the gate lets through. */
async function startSlice(run: ChunkRun, slice: readonly ReadyItem[], flights: Flights): Promise<void> {
  for (let rest = slice; rest.length > 0; ) {
    const calls = rest.map((item) => ({
      ...item.bound,
      key: callKey({ seq: item.seq, call: 0, fallback: false }),
    }));
    const granted = await fundCalls(run, calls);
    if (granted === 0) {
      flights.putBack += rest.length;
      return;
    }
    await startFunded(run, rest.slice(0, granted), calls, flights);
    rest = rest.slice(granted);
  }
}

async function startFunded(
  run: ChunkRun,
  items: readonly ReadyItem[],
  calls: readonly FundedCall[],
  flights: Flights,
): Promise<void> {
  const { gate, leaving } = run;
  const tokensPerCall = items.reduce((sum, { bound }) => sum + bound.tokens, 0) / items.length;
  let next = 0;
  while (next < items.length) {
    const askedAt = performance.now();
    const passage = await gate.pass(items.length - next, tokensPerCall, leaving, {
      evenIfOut: run.fallback !== null,
    });
    noteCallWait(run.model.name, performance.now() - askedAt);
    const end = next + (passage?.calls ?? items.length - next);
    const apartMs = passage ? passage.spanMs / passage.calls : 0;
    for (const from = next; next < end; next++) {
      if (next > from && apartMs > 0) await sleep(apartMs, leaving);
      const [item, call] = [items[next] as ReadyItem, calls[next] as FundedCall];
      if (passage) flights.start(run, item, call);
      else flights.giveBack(item, call);
    }
  }
}

/** The items of a chunk that are under way. */
class Flights {
  /** Items that will not end in this run. */
  putBack = 0;
  readonly #run: ChunkRun;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { cause: unknown } | null = null;

  constructor(run: ChunkRun) {
    this.#run = run;
  }

  /** Starts an item as the run is by now. */
  start(run: ChunkRun, item: ReadyItem, funded: FundedCall | null): void {
    run.held.started(1);
    const flight = this.#fly(run, item, funded).finally(() => this.#inFlight.delete(flight));
    this.#inFlight.add(flight);
  }

  /** Leaves an item as it was, and its money to others. */
  giveBack(item: ReadyItem, funded: FundedCall): void {
    this.putBack++;
    landUnstarted(this.#run, item, funded);
  }

  /** Waits for all of them and for their results to be written. @throws when any was lost. */
  async landed(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#run.buffer.written(this.#run.chunk);
    if (this.#failure) throw new AppError("A chunk was broken off.", this.#failure);
  }

  async #fly(run: ChunkRun, item: ReadyItem, funded: FundedCall | null): Promise<void> {
    try {
      const ended = await runItem(run, item, funded);
      if (!ended) this.putBack++;
    } catch (cause) {
      this.#failure ??= { cause };
      run.stop();
    }
  }
}

/** A chunk's items in order, prepared as they come up; those that end without a call land at once. */
class ItemQueue {
  readonly #chunk: ChunkRow;
  readonly #open: OpenItem[];

  constructor(chunk: ChunkRow, open: OpenItem[]) {
    this.#chunk = chunk;
    this.#open = open.toReversed();
  }

  get isOver(): boolean {
    return this.#open.length === 0;
  }

  /** The next items: `fresh` ones to be funded together, and those whose answer is `paid` and asks for its repair. */
  nextSlice(run: ChunkRun): { fresh: ReadyItem[]; paid: ReadyItem[] } {
    const slice = { fresh: [] as ReadyItem[], paid: [] as ReadyItem[] };
    const { gate, model } = run;
    let size = 1;
    while (slice.fresh.length < size) {
      const item = this.#next(run);
      if (!item) break;
      if (item.carried.answer) slice.paid.push(item);
      else slice.fresh.push(item);
      size = sliceSize(model.limits, gate.concurrency, item.bound.tokens);
    }
    return slice;
  }

  #next(run: ChunkRun): ReadyItem | null {
    for (let open = this.#open.pop(); open; open = this.#open.pop()) {
      const prepared = prepareItem(run, open, this.#chunk.carried[open.seq]);
      if (prepared.kind === "ready") return prepared.item;
      const { number, fence } = this.#chunk;
      const { ended } = prepared;
      run.held.started(1);
      run.buffer.add({ chunk: number, fence, seq: open.seq, entries: [], closed: [], ended });
    }
    return null;
  }
}

/** What a lost worker had in flight, as ledger entries, and what its items carry to their next run. */
async function lostCalls(
  tx: Db,
  chunk: ChunkRow,
): Promise<{ entries: LedgerEntry[]; carried: ChunkRow["carried"] }> {
  const { batchId, number } = chunk;
  const batch = await findBatch(tx, batchId);
  const price = batch && (await findPriceAt(tx, batch.modelId, new Date()));
  if (!batch || !price) throw new AppError("A batch lost its model's price.", { facts: { batchId, number } });
  const fallbackPrice = batch.fallbackModelId && (await findPriceAt(tx, batch.fallbackModelId, new Date()));
  const carried = { ...chunk.carried };
  const entries = Object.entries(chunk.started).map(([key, amount]): LedgerEntry => {
    const { seq, call, fallback } = parseCallKey(key);
    const priceAsked = (fallback && fallbackPrice) || price;
    const before = carried[seq];
    carried[seq] = { ...before, attempts: (before?.attempts ?? 0) + 1, cost: before?.cost ?? "0" };
    return {
      id: newId(),
      kind: "unknown",
      batchId: batch.id,
      seq,
      language: placeOf(seq, batch.languages).language,
      purpose: call === 0 ? "generate" : "repair",
      modelId: priceAsked.modelId,
      priceId: priceAsked.id,
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
