import { type Db, db } from "#db/client.ts";
import { type BatchRow, lockBatch, pauseForReason, updateBatch } from "#db/queries/batches/batches.ts";
import { addChunks, type ChunkRow } from "#db/queries/batches/chunks.ts";
import { type EndedItem, flushResults } from "#db/queries/batches/flush-results.ts";
import {
  type LanguagePlaces,
  type ProviderBatchRow,
  putChunkInto,
  putWaitingChunkInto,
} from "#db/queries/batches/provider-batches.ts";
import { AppError } from "#lib/app-error.ts";
import { journalled } from "#lib/calls/batch-account.ts";
import { languageGroups, modelIdIn } from "#lib/calls/language-models.ts";
import { reserveRequests } from "#lib/calls/provider-batch-requests.ts";
import { loadShown } from "#lib/images/load-shown.ts";
import { advance } from "#lib/items/advance.ts";
import { chatRequestOf, keyOf } from "#lib/items/prompt-of.ts";
import { boundChat } from "#lib/models/endpoints/bound-chat.ts";
import type { ShownPictures } from "#lib/models/endpoints/chat-request.ts";
import type { RequestFile } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import { requestLine } from "#lib/models/endpoints/provider-batch/request-line.ts";
import { writeCall } from "#lib/models/endpoints/provider-batch/written-call.ts";
import { sumAmounts } from "#lib/money.ts";
import { openingAt } from "../off-peak.ts";
import { nextChunks } from "../run/chunk-plan.ts";
import { endedItem } from "../run/end-item.ts";
import { type PreparedItem, prepareItem, type ReadyItem } from "../run/make-item.ts";
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
    const room = {
      requests: run.limits.requests - collected.requests,
      bytes: run.limits.bytes - out.bytes,
    };
    const { requests, isFull } = await requestsOf(run, chunk, items, room, stopping);
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
  const groups = languageGroups(now);
  const own = groups.length > 0 ? placesOf(now, file.modelId) : null;
  const waiting = await putWaitingChunkInto(tx, batch.id, file.id, own);
  if (waiting) return waiting;
  if (own) return takeOwnChunk(tx, now, file, { groups, own });
  const [range] = nextChunks(now, 1);
  if (!range) return "over";
  const [number] = await addChunks(tx, batch.id, [range]);
  await updateBatch(tx, batch.id, { nextSeq: range.toSeq });
  return (await putChunkInto(tx, batch.id, number ?? 0, file.id)) ?? "over";
}

function placesOf(batch: BatchRow, modelId: string | null): LanguagePlaces {
  const { languages } = batch;
  const places = [...languages.entries()].flatMap(([place, language]) =>
    modelIdIn(batch, language) === (modelId ?? batch.modelId) ? [place] : [],
  );
  return { places, of: languages.length };
}

// What other models are asked of the same rows waits for files of their own.
async function takeOwnChunk(
  tx: Db,
  batch: BatchRow,
  file: ProviderBatchRow,
  { groups, own }: { groups: number[][]; own: LanguagePlaces },
): Promise<ChunkRow | "over"> {
  for (let { nextSeq } = batch; ; ) {
    const chunks = nextChunks({ ...batch, nextSeq }, 1, groups);
    nextSeq = chunks[0]?.toSeq ?? nextSeq;
    if (chunks.length === 0) return "over";
    await addChunks(tx, batch.id, chunks, "waiting");
    await updateBatch(tx, batch.id, { nextSeq });
    const taken = await putWaitingChunkInto(tx, batch.id, file.id, own);
    if (taken) return taken;
  }
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
  stopping: AbortSignal,
): Promise<{ requests: Request[]; isFull: boolean }> {
  const requests: Request[] = [];
  const ended: EndedItem[] = [];
  let bytes = 0;
  let isFull = false;
  for await (const prepared of shownItems(run, items, stopping)) {
    if (prepared.kind === "ended") {
      const { item, ending } = prepared;
      ended.push(endedItem(run, item, item.progress, ending));
      continue;
    }
    const request = await requestOf(run, chunk, prepared);
    bytes += Buffer.byteLength(request.line) + 1;
    isFull = requests.length >= room.requests || bytes > room.bytes;
    if (isFull) break;
    requests.push(request);
  }
  if (ended.length > 0) await flush(run, chunk, ended);
  return { requests, isFull };
}

type ShownItem = ReadyItem & { pictures: ShownPictures | undefined };
type EndedUnsent = Extract<PreparedItem, { kind: "ended" }>;

/** Pictures come from many places: so many items wait for theirs together. */
const SHOWN_TOGETHER = 20;

/** Items with the pictures that their calls show, in their order; those behind are left where `stopping` comes first. */
async function* shownItems(
  run: ProviderBatchRun,
  items: readonly OpenItem[],
  stopping: AbortSignal,
): AsyncGenerator<ShownItem | EndedUnsent> {
  for (let at = 0; at < items.length; at += SHOWN_TOGETHER) {
    const together = items.slice(at, at + SHOWN_TOGETHER);
    for (const shown of await Promise.all(together.map((item) => showItem(run, item, stopping)))) {
      if (shown === null) return;
      yield shown;
    }
  }
}

async function showItem(
  run: ProviderBatchRun,
  open: OpenItem,
  stopping: AbortSignal,
): Promise<ShownItem | EndedUnsent | null> {
  const prepared = await prepareItem(run, open);
  if (prepared.kind === "ended") return prepared;
  if (prepared.kind === "working") throw new RangeError("Work was left between two waves.");
  const showing = await loadShown(prepared.call, stopping);
  if (showing === null) return null;
  if (showing.kind === "shown") return { ...prepared, pictures: showing.pictures };
  const { progress } = prepared.turn;
  const { command } = advance(run.recipeIn(open.language), progress, showing, 0);
  if (command.do !== "end") throw new AppError("An item that cannot be shown does not end.");
  return { kind: "ended", item: open, ending: command.ending };
}

async function requestOf(
  run: ProviderBatchRun,
  chunk: ChunkRow,
  { item, call, pictures }: ShownItem,
): Promise<Request> {
  const { model, parameters, file } = run;
  const request = chatRequestOf(call, parameters, pictures);
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
