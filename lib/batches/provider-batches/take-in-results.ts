import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { db } from "#db/client.ts";
import { flushResults } from "#db/queries/batches/flush-results.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import {
  countTakenIn,
  listOpenRequests,
  type OpenRequest,
  readOpenRequests,
} from "#db/queries/batches/provider-batches.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import { writeCallKey } from "#lib/calls/call-key.ts";
import type { Failure } from "#lib/failure.ts";
import type { ItemEnding } from "#lib/items/advance.ts";
import { closedBreaker, noteEnding } from "#lib/items/breaker.ts";
import { type Progress, progressOf } from "#lib/items/progress.ts";
import { readResultLine } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import { log } from "#lib/observability/log.ts";
import { placeOf } from "../item-seq.ts";
import { settleEnded } from "../run/settle-ended.ts";
import { parseCustomId, type RequestId } from "./custom-id.ts";
import type { ProviderBatchRun } from "./open-run.ts";
import { type RequestEnd, type TakenInResult, takeInResult } from "./take-in-result.ts";

const LINES_AT_A_TIME = 250;
// Slot 0 of the counters is for what people do.
const SLOT = 1;

/** How far taking in came. */
export interface TakenIn {
  /** `false` when it was stopped before the end. */
  isWhole: boolean;
  /** Why the batch cannot go on, if anything in it said so. */
  pause: Failure | null;
}

/**
 * Takes in the result lines of a provider batch: in any order, twice without harm, a block of lines per transaction. A line
 * whose request is closed already is left out, whether it is a double or was taken in before a crash.
 */
export async function takeInResults(
  run: ProviderBatchRun,
  lines: Readable,
  stopping: AbortSignal,
): Promise<TakenIn> {
  let pause: Failure | null = null;
  const endings = new FileEndings();
  for await (const block of blocksOf(lines)) {
    if (stopping.aborted) return { isWhole: false, pause };
    const results = new Map<string, RequestEnd>();
    const asked = block.flatMap((line) => {
      const result = readResultLine(line);
      const id = result && parseCustomId(result.customId, run.file.id);
      if (!id || !result) return [];
      // Journals of release 0.1.0 have keys of their own.
      const keys = keysOf(id);
      if (keys.some((key) => results.has(key))) return [];
      for (const key of keys) results.set(key, { ...result, counted: id.counted });
      return keys.map((key) => ({ chunk: id.chunk, seq: id.key.seq, key }));
    });
    const open = await readOpenRequests(db(), run.file, asked);
    const taken = await takeInAll(run, open, (request) => results.get(request.key) ?? null);
    for (const { ending } of taken) if (ending) endings.note(ending);
    pause = taken.find((one) => one.pause)?.pause ?? pause;
  }
  return { isWhole: true, pause: pause ?? endings.allAlike };
}

/** How the items of one file ended: one of which nothing succeeded and all failed alike is followed by no other. */
class FileEndings {
  #breaker = closedBreaker;
  #trip: Failure | null = null;
  #hasSuccess = false;

  note(ending: ItemEnding): void {
    this.#hasSuccess ||= ending.state === "succeeded";
    const { breaker, trip } = noteEnding(this.#breaker, ending);
    this.#breaker = breaker;
    this.#trip ??= trip;
  }

  /** Why the batch is to be paused, if it is. */
  get allAlike(): Failure | null {
    return this.#hasSuccess ? null : this.#trip;
  }
}

/**
 * Charges what a provider has said nothing about, though it says it is done with it: possibly billed. The items
 * go on as after any lost answer. @returns how many requests that were.
 */
export async function chargeMissing(run: ProviderBatchRun, code: string): Promise<number> {
  for (let charged = 0, before = ""; ; ) {
    const open = await listOpenRequests(db(), run.file, LINES_AT_A_TIME);
    const [first] = open;
    if (!first) return charged;
    const foremost = `${first.chunk} ${first.key}`;
    if (foremost === before) {
      // One that cannot be closed must not keep the others for ever: it is given back with its chunk.
      log.error({ providerBatchId: run.file.id, key: first.key }, "a request could not be charged");
      return charged;
    }
    before = foremost;
    charged += open.length;
    await takeInAll(run, open, () => ({ result: { kind: "missing", code }, requestId: null, counted: null }));
  }
}

async function takeInAll(
  run: ProviderBatchRun,
  open: readonly OpenRequest[],
  resultOf: (request: OpenRequest) => RequestEnd | null,
): Promise<TakenInResult[]> {
  const progressBefore = await progressesOf(run, open);
  const taken: TakenInResult[] = [];
  for (const request of open) {
    const end = resultOf(request);
    if (end) taken.push(await takeInResult(run, request, progressBefore(request), end));
  }
  if (taken.length === 0) return [];
  await db().transaction(async (tx) => {
    const results = taken.map(({ result }) => result);
    await flushResults(tx, run.batch.id, SLOT, results, (_tx, ended) => settleEnded(tx, run, ended));
    await countTakenIn(tx, run.file.id, results.length);
  });
  return taken;
}

// What a later step reads, whether it is left out, and what checks say may depend on the row; else it is not read.
async function progressesOf(
  { batch, recipe, checks }: ProviderBatchRun,
  open: readonly OpenRequest[],
): Promise<(request: OpenRequest) => Progress> {
  const places = new Map(open.map(({ seq }) => [seq, placeOf(seq, batch.languages)]));
  const isChain = recipe.steps.length > 1;
  const steps = isChain ? await readSteps(db(), batch.id, [...places.keys()]) : null;
  const rowNumbers = [...new Set([...places.values()].map(({ rowNumber }) => rowNumber))];
  const needsRows = isChain || checks.areAny;
  const rows = needsRows ? await readRowsByNumber(db(), batch.datasetId, rowNumbers) : [];
  const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
  return ({ seq, carried }) => {
    const { rowNumber, language } = placeOf(seq, batch.languages);
    const source = { values: valuesOf.get(rowNumber) ?? {}, language };
    return progressOf(source, carried ?? undefined, steps?.get(seq));
  };
}

async function* blocksOf(lines: Readable): AsyncGenerator<string[]> {
  let block: string[] = [];
  for await (const line of createInterface({ input: lines, crlfDelay: Infinity })) {
    if (line === "") continue;
    block.push(line);
    if (block.length < LINES_AT_A_TIME) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

function keysOf({ key }: RequestId): string[] {
  const written = writeCallKey({ ...key, fallback: false });
  return [written, ...(key.step === 0 ? [`${key.seq}.${key.call}`] : [])];
}
