import { db } from "#db/client.ts";
import { findBatch, pauseForReason } from "#db/queries/batches/batches.ts";
import { type ChunkRow, letChunkGo, lockOwnedChunk, takeChunk } from "#db/queries/batches/chunks.ts";
import { AppError } from "#lib/app-error.ts";
import { journalled } from "#lib/calls/batch-account.ts";
import { calleeOf } from "#lib/calls/callees.ts";
import { chargeLostCalls } from "#lib/calls/charge-lost-calls.ts";
import { modelIdIn } from "#lib/calls/language-models.ts";
import type { Callee, Reservation } from "#lib/calls/pay.ts";
import { overBudget } from "#lib/items/over-budget.ts";
import { chatRequestOf, keyOf } from "#lib/items/prompt-of.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf } from "#lib/models/capabilities.ts";
import { boundChat } from "#lib/models/endpoints/bound-chat.ts";
import { log } from "#lib/observability/log.ts";
import { noteCallWait } from "#lib/observability/metrics.ts";
import { sleep } from "#lib/sleep.ts";
import { placeOf } from "../item-seq.ts";
import { endedItem } from "./end-item.ts";
import { feedWhenLow } from "./feed-batch.ts";
import { HeldChunk } from "./held-chunks.ts";
import {
  leaveUnstarted,
  makeItem,
  type PreparedItem,
  prepareItem,
  type ReadyItem,
  type WorkingItem,
} from "./make-item.ts";
import { type OpenChunk, openChunk } from "./open-chunk.ts";
import { type OpenItem, readOpenItems } from "./read-open-items.ts";
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

/** The job was tried in vain: what it had in flight is charged, its batch is paused, and its items wait for that to end. */
export async function giveUpChunk({ batchId, number }: { batchId: string; number: number }): Promise<void> {
  const taken = await takeChunk(db(), batchId, number);
  const chunk = taken && (await settleLastOwner(taken));
  if (!chunk) return;
  await letChunkGo(db(), chunk, "waiting");
  await pauseForReason(db(), batchId, { code: "given_up" });
}

/** @returns whether every item of the chunk has ended. */
async function makeChunk(row: ChunkRow, held: HeldChunk, stopping: AbortSignal): Promise<boolean> {
  const opened = await openChunk(row, held, stopping);
  if (opened.ok) return makeItems(opened.value, row);
  const { code, params } = opened.refusal;
  if (code !== "not_running") await pauseForReason(db(), row.batchId, { code, ...(params && { params }) });
  return false;
}

/**
 * Charges what a chunk's last owner left in flight: money first, so that no ledger entry is ever missing.
 * @returns the chunk as it is now, `null` when it has a new owner again.
 */
function settleLastOwner(taken: ChunkRow): Promise<ChunkRow | null> | ChunkRow {
  const calls = Object.keys(taken.started).length;
  if (calls === 0) return taken;
  return db().transaction(async (tx) => {
    const chunk = await lockOwnedChunk(tx, taken);
    if (!chunk) return null;
    const { batchId, number } = chunk;
    const batch = await findBatch(tx, batchId);
    if (!batch) throw new AppError("A chunk lost its batch.", { facts: { batchId, number } });
    log.warn({ batchId, chunk: number, calls }, "calls of a lost worker are charged as unknown");
    return chargeLostCalls(tx, chunk, batch, (seq) => placeOf(seq, batch.languages).language);
  });
}

/** Makes the items of a chunk, slice by slice. @returns whether every one has ended. */
async function makeItems(opened: OpenChunk, row: ChunkRow): Promise<boolean> {
  let chunk = opened;
  const flights = new Flights(chunk);
  try {
    const open = await readOpenItems(chunk, row);
    const items = new ItemQueue(open);
    chunk.held.opened(open.length, makerOf(chunk, open[0]).gate.concurrency);
    while (!chunk.leaving.aborted && !items.isOver) {
      // A chunk may take hours: a new price or key does not wait for the next.
      chunk = await chunk.renewed();
      const { fresh, callee, unreserved } = await items.nextSlice(chunk);
      for (const item of unreserved) flights.start(chunk, item, null);
      items.putBack(await startSlice(chunk, fresh, callee, flights));
    }
    await flights.flushed();
    return items.isOver && flights.left === 0;
  } catch (cause) {
    // What is in flight is paid for: it is flushed before the chunk is given up, or its next owner would pay again.
    chunk.stop();
    await flights.flushed().catch(() => {});
    throw cause;
  } finally {
    chunk.close();
  }
}

/** Whom the items of a chunk ask, which are all of languages that ask alike. */
function makerOf(chunk: OpenChunk, first: OpenItem | undefined): Callee {
  if (!first) return chunk.callee;
  return calleeOf(chunk, { fallback: false, modelId: modelIdIn(chunk.batch, first.language) });
}

/** An item with what its first call may take at most. */
interface BoundItem {
  ready: ReadyItem;
  reservation: Reservation;
  /** What was known of the model when this was reckoned. */
  revision: number;
}

/**
 * Reserves for a slice and starts its items, as many at a time as the budget bears and the gate lets through.
 * @returns those that may take more than was reserved, by what was learnt of the model meanwhile; their money is back.
 */
async function startSlice(
  chunk: OpenChunk,
  slice: readonly BoundItem[],
  callee: Callee,
  flights: Flights,
): Promise<OpenItem[]> {
  const { purse, leaving } = chunk;
  const outdated: OpenItem[] = [];
  for (let rest = slice; rest.length > 0; ) {
    const calls = rest.map(({ reservation }) => journalled(reservation));
    const reserved = await purse.reservations.reserve(purse.chunk, calls, leaving);
    if (reserved.kind !== "reserved") {
      flights.left += rest.length;
      if (reserved.kind === "unfunded") await pauseForBudget(chunk, reserved.budget);
      chunk.stop();
      break;
    }
    outdated.push(...(await startReserved(chunk, rest.slice(0, reserved.calls), callee, flights)));
    rest = rest.slice(reserved.calls);
  }
  // The journal knows a call by its key alone: what was promised for it is taken back before it is promised again.
  if (outdated.length > 0) await chunk.buffer.written(purse.chunk);
  return outdated;
}

async function pauseForBudget({ batch }: OpenChunk, budget: string | null): Promise<void> {
  log.info({ batchId: batch.id, budget }, "a batch reached its cap or a budget above it");
  await pauseForReason(db(), batch.id, overBudget(budget), { onceNothingInFlight: true });
}

async function startReserved(
  chunk: OpenChunk,
  items: readonly BoundItem[],
  callee: Callee,
  flights: Flights,
): Promise<OpenItem[]> {
  const { leaving, recipeIn } = chunk;
  const [first] = items;
  const evenIfOut = first !== undefined && recipeIn(first.ready.item.language).hasFallback;
  const outdated: OpenItem[] = [];
  const tokensPerCall = items.reduce((sum, { reservation }) => sum + reservation.tokens, 0) / items.length;
  let next = 0;
  while (next < items.length) {
    const askedAt = performance.now();
    const passage = await callee.gate.pass(items.length - next, tokensPerCall, leaving, { evenIfOut });
    noteCallWait(callee.model.name, performance.now() - askedAt);
    const end = next + (passage?.calls ?? items.length - next);
    const apartMs = passage ? passage.spanMs / passage.calls : 0;
    for (const from = next; next < end; next++) {
      if (next > from && apartMs > 0) await sleep(apartMs, leaving);
      const { ready, reservation, revision } = items[next] as BoundItem;
      if (!passage) flights.leave(ready, reservation);
      else if (revision === capabilitiesOf(callee.model).revision) flights.start(chunk, ready, reservation);
      else {
        callee.gate.release(1);
        leaveUnstarted(chunk, ready, reservation);
        outdated.push(ready.item);
      }
    }
  }
  return outdated;
}

/** The items of a chunk that are under way. */
class Flights {
  /** Items that will not end in this run. */
  left = 0;
  readonly #chunk: OpenChunk;
  readonly #inFlight = new Set<Promise<void>>();
  #failure: { cause: unknown } | null = null;

  constructor(chunk: OpenChunk) {
    this.#chunk = chunk;
  }

  /** Starts an item as the chunk is by now. */
  start(chunk: OpenChunk, ready: ReadyItem | WorkingItem, reserved: Reservation | null): void {
    chunk.held.started(1);
    const flight = this.#fly(chunk, ready, reserved).finally(() => this.#inFlight.delete(flight));
    this.#inFlight.add(flight);
  }

  /** Leaves an item as it was, and its money to others. */
  leave(ready: ReadyItem, reserved: Reservation): void {
    this.left++;
    leaveUnstarted(this.#chunk, ready, reserved);
  }

  /** Waits for all of them and for their results to be written. @throws when any was lost. */
  async flushed(): Promise<void> {
    await Promise.all(this.#inFlight);
    await this.#chunk.buffer.written(this.#chunk.chunk);
    if (this.#failure) throw new AppError("A chunk was broken off.", this.#failure);
  }

  async #fly(chunk: OpenChunk, ready: ReadyItem | WorkingItem, reserved: Reservation | null): Promise<void> {
    try {
      const ended = await makeItem(chunk, ready, reserved);
      if (!ended) this.left++;
    } catch (cause) {
      this.#failure ??= { cause };
      chunk.stop();
    }
  }
}

interface Slice {
  fresh: BoundItem[];
  callee: Callee;
  unreserved: (ReadyItem | WorkingItem)[];
}

/** A chunk's items in order, taken up as their turn comes; those that end without a call are flushed at once. */
class ItemQueue {
  readonly #open: OpenItem[];

  constructor(open: readonly OpenItem[]) {
    this.#open = open.toReversed();
  }

  get isOver(): boolean {
    return this.#open.length === 0;
  }

  /**
   * The next items: `fresh` ones to be reserved for together, whose next call goes to one `callee`, and `unreserved` ones:
   * those whose answer is paid and asks for its repair or to be judged, and those that work comes next for.
   */
  async nextSlice(chunk: OpenChunk): Promise<Slice> {
    const slice: Slice = { fresh: [], callee: chunk.callee, unreserved: [] };
    let size = 1;
    while (slice.fresh.length < size) {
      const ready = await this.#next(chunk);
      if (!ready) break;
      if (ready.kind === "working" || ready.call.purpose !== "generate") {
        slice.unreserved.push(ready);
        continue;
      }
      const callee = calleeOf(chunk, ready.call);
      if (slice.fresh.length === 0) slice.callee = callee;
      // Steps of a chain may ask others: whoever waits at one gate leaves those for another to the next slice.
      else if (callee !== slice.callee) {
        this.#open.push(ready.item);
        break;
      }
      const { model, gate } = callee;
      const { revision } = capabilitiesOf(model);
      const reservation = reservationOf(chunk, model, ready);
      slice.fresh.push({ ready, reservation, revision });
      size = sliceSize(model.limits, gate.concurrency, reservation.tokens);
    }
    return slice;
  }

  /** Lets these be the next once more. */
  putBack(items: readonly OpenItem[]): void {
    this.#open.push(...items.toReversed());
  }

  async #next(chunk: OpenChunk): Promise<ReadyItem | WorkingItem | null> {
    for (let open = this.#open.pop(); open; open = this.#open.pop()) {
      const prepared = await prepareItem(chunk, open);
      if (prepared.kind !== "ended") return prepared;
      flushUncalled(chunk, prepared);
    }
    return null;
  }
}

function reservationOf(
  { parameters }: OpenChunk,
  model: CallableModel,
  { item, call }: ReadyItem,
): Reservation {
  return { ...boundChat(model, chatRequestOf(call, parameters, undefined)), key: keyOf(item.seq, call) };
}

function flushUncalled(open: OpenChunk, { item, ending }: Extract<PreparedItem, { kind: "ended" }>): void {
  const { chunk, held, buffer } = open;
  const { seq, progress } = item;
  held.started(1);
  const ended = endedItem(open, item, progress, ending);
  buffer.add({ chunk: chunk.number, fence: chunk.fence, seq, entries: [], closed: [], ended });
}
