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
import { type Progress, progressOf } from "#lib/items/progress.ts";
import { readResultLine } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import { placeOf } from "../item-seq.ts";
import { parseCustomId, type RequestId } from "./custom-id.ts";
import type { ProviderBatchRun } from "./open-run.ts";
import { type TakenInResult, type Told, takeInResult } from "./take-in-result.ts";

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
  for await (const block of blocksOf(lines)) {
    if (stopping.aborted) return { isWhole: false, pause };
    const results = new Map<string, Told>();
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
    const landed = await takeInAll(run, open, (request) => results.get(request.key) ?? null);
    pause = landed ?? pause;
  }
  return { isWhole: true, pause };
}

/**
 * Charges what a provider has said nothing about, though it says it is done with it: possibly billed. The items
 * go on as after any lost answer.
 */
export async function chargeMissing(run: ProviderBatchRun, code: string): Promise<void> {
  for (;;) {
    const open = await listOpenRequests(db(), run.file, LINES_AT_A_TIME);
    if (open.length === 0) return;
    await takeInAll(run, open, () => ({ result: { kind: "missing", code }, requestId: null, counted: null }));
  }
}

async function takeInAll(
  run: ProviderBatchRun,
  open: readonly OpenRequest[],
  resultOf: (request: OpenRequest) => Told | null,
): Promise<Failure | null> {
  const progressBefore = await progressesOf(run, open);
  const taken: TakenInResult[] = [];
  for (const request of open) {
    const told = resultOf(request);
    if (told) taken.push(await takeInResult(run, request, progressBefore(request), told));
  }
  if (taken.length === 0) return null;
  await db().transaction(async (tx) => {
    const results = taken.map(({ result }) => result);
    await flushResults(tx, run.batch.id, SLOT, results);
    await countTakenIn(tx, run.file.id, results.length);
  });
  return taken.find(({ pause }) => pause)?.pause ?? null;
}

// What a later step reads and whether it is left out may depend on the row; the end of an only step does not.
async function progressesOf(
  { batch, recipe }: ProviderBatchRun,
  open: readonly OpenRequest[],
): Promise<(request: OpenRequest) => Progress> {
  const places = new Map(open.map(({ seq }) => [seq, placeOf(seq, batch.languages)]));
  const isChain = recipe.steps.length > 1;
  const steps = isChain ? await readSteps(db(), batch.id, [...places.keys()]) : null;
  const rowNumbers = isChain ? [...new Set([...places.values()].map(({ rowNumber }) => rowNumber))] : [];
  const rows = isChain ? await readRowsByNumber(db(), batch.datasetId, rowNumbers) : [];
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
