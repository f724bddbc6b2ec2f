import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { db } from "#db/client.ts";
import {
  countTakenIn,
  listOpenRequests,
  type OpenRequest,
  readOpenRequests,
} from "#db/queries/batches/provider-batches.ts";
import { writeLandings } from "#db/queries/batches/write-landings.ts";
import { readResultLine } from "#lib/models/endpoints/provider-batch/read-result-line.ts";
import type { Failure } from "../failure.ts";
import { callKey } from "../run/call-key.ts";
import { parseCustomId } from "./custom-id.ts";
import { type LandedResult, landResult, type Told } from "./land-result.ts";
import type { ProviderBatchRun } from "./open-run.ts";

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
      const key = callKey({ ...id, fallback: false });
      if (results.has(key)) return [];
      results.set(key, { ...result, counted: id.counted });
      return [{ chunk: id.chunk, seq: id.seq, key }];
    });
    const open = await readOpenRequests(db(), run.file, asked);
    const landed = await landAll(run, open, (request) => results.get(request.key) ?? null);
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
    await landAll(run, open, () => ({ result: { kind: "missing", code }, requestId: null, counted: null }));
  }
}

async function landAll(
  run: ProviderBatchRun,
  open: readonly OpenRequest[],
  resultOf: (request: OpenRequest) => Told | null,
): Promise<Failure | null> {
  const landed: LandedResult[] = [];
  for (const request of open) {
    const told = resultOf(request);
    if (told) landed.push(await landResult(run, request, told));
  }
  if (landed.length === 0) return null;
  await db().transaction(async (tx) => {
    const landings = landed.map(({ landing }) => landing);
    await writeLandings(tx, run.batch.id, SLOT, landings);
    await countTakenIn(tx, run.file.id, landings.length);
  });
  return landed.find(({ pause }) => pause)?.pause ?? null;
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
