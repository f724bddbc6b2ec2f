import { type Db, db } from "#db/client.ts";
import { lockBatch, pauseForReason, updateBatch } from "#db/queries/batches/batches.ts";
import { addChunks, type ChunkRow } from "#db/queries/batches/chunks.ts";
import { type EndedItem, flushResults } from "#db/queries/batches/flush-results.ts";
import { putChunkInto, putWaitingChunkInto } from "#db/queries/batches/provider-batches.ts";
import { journalled } from "#lib/calls/batch-account.ts";
import { reserveRequests } from "#lib/calls/provider-batch-requests.ts";
import { chatRequestOf, keyOf } from "#lib/items/prompt-of.ts";
import { boundChat } from "#lib/models/endpoints/bound-chat.ts";
import type { RequestFile } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import { requestLine } from "#lib/models/endpoints/provider-batch/request-line.ts";
import { writeCall } from "#lib/models/endpoints/provider-batch/written-call.ts";
import { sumAmounts } from "#lib/money.ts";
import { openingAt } from "../off-peak.ts";
import { nextChunks } from "../run/chunk-plan.ts";
import { endedItem } from "../run/end-item.ts";
import { prepareItem, type ReadyItem } from "../run/make-item.ts";
import { type OpenItem, readOpenItems } from "../run/read-open-items.ts";
import { settleEnded } from "../run/settle-ended.ts";
import { customId } from "./custom-id.ts";
import type { ProviderBatchRun } from "./open-run.ts";
import type { RequestLines } from "./request-lines.ts";
import { workBetweenWaves } from "./work-between-waves.ts";

/** What was gathered for a provider batch, and why it is no more. */
export interface Collected {
  file: RequestFile;
  reserved: string;
  /** `over`: nothing more is to be made; `full`: the provider takes no more; `money`: the cap bears no more. */
  ended: "over" | "full" | "money" | "halted";
  /** Whether calls that are still to be settled hold money. */
  moneyInFlight: boolean;
  /** The budget that lacked it, where that was not the cap. */
  lacking: string | null;
}

// Slot 0 of the counters is for what people do.
const SLOT = 1;

/**
 * Gathers requests for a provider batch, chunk by chunk: each is reserved and journalled before its line is written
 * to `out`, which is closed at the end. Items that need no call end here.
 */
export async function collectRequests(
  run: ProviderBatchRun,
  out: RequestLines,
  stopping: AbortSignal,
): Promise<Collected> {
  const collected = { requests: 0, amounts: ["0"], betas: null as string | null };
  let ended: Collected["ended"] | null = null;
  let moneyInFlight = false;
  let lacking: string | null = null;
  while (!ended) {
    const chunk = stopping.aborted ? "halted" : await db().transaction((tx) => takeChunkInto(tx, run));
    if (typeof chunk === "string") {
      ended = chunk;
      break;
    }
    const { items, pause } = await workBetweenWaves(run, chunk, await readOpenItems(run, chunk), stopping);
    if (pause) {
      await pauseForReason(db(), run.batch.id, pause);
      ended = "halted";
      break;
    }
    const { requests, isFull } = await requestsOf(run, chunk, items, {
      requests: run.limits.requests - collected.requests,
      bytes: run.limits.bytes - out.bytes,
    });
    const reserved = requests.length > 0 ? await reserveRequests(ownedOf(chunk), requests) : null;
    const granted = requests.slice(0, reserved?.granted ?? 0);
    for (const { line, amount, betas } of granted) {
      await out.add(line);
      collected.amounts.push(amount);
      collected.betas = betas;
    }
    collected.requests += granted.length;
    if (reserved && granted.length < requests.length) {
      ended = reserved.running ? "money" : "halted";
      moneyInFlight = reserved.inFlight;
      lacking = reserved.lacking;
    } else if (isFull) ended = "full";
  }
  const written = await out.close();
  const { requests, amounts, betas } = collected;
  return {
    file: { ...written, requests, betas },
    reserved: sumAmounts(amounts),
    ended,
    moneyInFlight,
    lacking,
  };
}

async function takeChunkInto(
  tx: Db,
  { file, batch }: ProviderBatchRun,
): Promise<ChunkRow | "over" | "halted"> {
  const now = await lockBatch(tx, batch.id);
  if (now?.state !== "running" || !openingAt(now.offPeak, new Date()).open) return "halted";
  const waiting = await putWaitingChunkInto(tx, batch.id, file.id);
  if (waiting) return waiting;
  const [range] = nextChunks(now, 1);
  if (!range) return "over";
  const [number] = await addChunks(tx, batch.id, [range]);
  await updateBatch(tx, batch.id, { nextSeq: range.toSeq });
  return (await putChunkInto(tx, batch.id, number ?? 0, file.id)) ?? "over";
}

interface Request {
  key: string;
  amount: string;
  line: string;
  betas: string | null;
}

/** The requests of a chunk's open items, as many as there is room for; the first always, or nothing ever fits. */
async function requestsOf(
  run: ProviderBatchRun,
  chunk: ChunkRow,
  items: readonly OpenItem[],
  room: { requests: number; bytes: number },
): Promise<{ requests: Request[]; isFull: boolean }> {
  const requests: Request[] = [];
  const ended: EndedItem[] = [];
  let bytes = 0;
  let isFull = false;
  for (const open of items) {
    const prepared = await prepareItem(run, open);
    if (prepared.kind === "ended") {
      ended.push(endedItem(run, open, open.progress, prepared.ending));
      continue;
    }
    if (prepared.kind === "working") throw new RangeError("Work was left between two waves.");
    const request = await requestOf(run, chunk, prepared);
    bytes += Buffer.byteLength(request.line) + 1;
    isFull = requests.length >= room.requests || bytes > room.bytes;
    if (isFull) break;
    requests.push(request);
  }
  if (ended.length > 0) await flush(run, chunk, ended);
  return { requests, isFull };
}

async function requestOf(
  run: ProviderBatchRun,
  chunk: ChunkRow,
  { item, call }: ReadyItem,
): Promise<Request> {
  const { model, parameters, file } = run;
  const request = chatRequestOf(call, parameters);
  const written = await writeCall({ model, ...request });
  const { amount, counted } = boundChat(model, request);
  const { fallback: _, ...key } = keyOf(item.seq, call);
  const id = customId({ providerBatchId: file.id, chunk: chunk.number, key, counted });
  return {
    ...journalled({ key: { ...key, fallback: false }, amount }),
    line: requestLine(model.providerKind, id, written.body),
    betas: written.betas,
  };
}

async function flush(run: ProviderBatchRun, chunk: ChunkRow, ended: EndedItem[]): Promise<void> {
  const results = ended.map((item) => ({
    chunk: chunk.number,
    fence: chunk.fence,
    seq: item.seq,
    entries: [],
    closed: [],
    ended: item,
  }));
  await db().transaction((tx) =>
    flushResults(tx, run.batch.id, SLOT, results, (inner, made) => settleEnded(inner, run, made)),
  );
}

function ownedOf({ batchId, number, fence }: ChunkRow) {
  return { batchId, number, fence };
}
