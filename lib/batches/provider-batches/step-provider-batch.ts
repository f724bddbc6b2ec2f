import { type Db, db } from "#db/client.ts";
import { lockBatch, pauseForReason } from "#db/queries/batches/batches.ts";
import { countOpenChunks, type OpenWork } from "#db/queries/batches/chunks.ts";
import {
  findProviderBatch,
  letChunksGo,
  listRemoteIds,
  lockChunksOf,
  lockProviderBatch,
  type ProviderBatchRow,
  removeProviderBatch,
  takeProviderBatch,
  updateProviderBatch,
} from "#db/queries/batches/provider-batches.ts";
import { AppError } from "#lib/app-error.ts";
import type { Failure } from "#lib/failure.ts";
import { overBudget } from "#lib/items/over-budget.ts";
import { CallFault, type UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import type { RemoteBatch } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import type { ObjectKey } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { feedBatchJob } from "../jobs.ts";
import { openingAt } from "../off-peak.ts";
import { feedBatch } from "../run/feed-batch.ts";
import { type Collected, collectRequests } from "./collect-requests.ts";
import { fileKeys, removeFile, removeFiles } from "./file-keys.ts";
import { continueLater } from "./next-turn.ts";
import { openRun, type ProviderBatchRun } from "./open-run.ts";
import { RequestLines } from "./request-lines.ts";
import { chargeMissing, takeInResults } from "./take-in-results.ts";
import { movesAt, nextLookMs } from "./when-to.ts";

/** After a request whose end was not seen: by then the provider shows what came of it. */
const SETTLES_AFTER_MS = 15_000;
const TRY_AGAIN_MS = 20_000;
const STANDS_IN_THE_WAY_MS = 60_000;
const MONEY_LOOK_MS = 5_000;
const ENQUEUED_LIMIT_MS = 5 * 60_000;
const DAY_MS = 24 * 3_600_000;
const LONGEST_DETAIL = 300;

/** What a step leaves: another one after a while, or nothing more to do. */
type Next = { afterMs: number } | "over";

/**
 * The job: takes a provider batch one step further, from its requests to its results. Each step writes where it
 * stands and queues the next in one transaction; after a crash the same step runs again. Between the intent and the
 * provider's answer stands the state `creating`: found there, the provider is asked before anything is sent again.
 * A worker that was given up while it only stood still finds the step another's, and leaves everything as it is.
 */
export async function driveProviderBatch(
  { id, turn }: { id: string; turn: number },
  stopping: AbortSignal,
): Promise<void> {
  const file = await takeProviderBatch(db(), { id, turn });
  if (!file) return;
  const opened = await openRun(file);
  const next = opened.ok ? await step(opened.value, stopping) : await standStill(file, opened.refusal);
  if (next === "over") return;
  await db().transaction((tx) => continueLater(tx, file, next.afterMs));
}

async function step(run: ProviderBatchRun, stopping: AbortSignal): Promise<Next> {
  switch (run.file.state) {
    case "intended":
      return submit(run, stopping);
    case "collecting":
      // Whoever was gathering is gone, and with it what it had written down; nothing has been sent.
      await db().transaction((tx) => putBack(tx, run.file));
      return submit(run, stopping);
    case "creating":
      return findAgain(run);
    case "submitted":
      return follow(run, stopping);
    case "done":
      return "over";
  }
}

async function submit(run: ProviderBatchRun, stopping: AbortSignal): Promise<Next> {
  const { file } = run;
  if (!(await updateProviderBatch(db(), file, { state: "collecting" }))) return "over";
  const store = await objectStore();
  const { requests } = fileKeys(file);
  const lines = new RequestLines(store, requests);
  try {
    const collected = await collectRequests(run, lines, stopping);
    if (stopping.aborted) return { afterMs: 0 };
    if (collected.file.requests === 0 || collected.ended === "halted") return await leave(run, collected);
    return await handOver(run, collected, stopping);
  } finally {
    await lines.abandon();
    await removeFile(requests);
  }
}

async function handOver(run: ProviderBatchRun, collected: Collected, stopping: AbortSignal): Promise<Next> {
  const { file, client } = run;
  try {
    const inputFileId = await client.upload(collected.file, file.id, stopping);
    if (!(await db().transaction((tx) => intendToCreate(tx, run, collected, inputFileId)))) {
      await forget(run, inputFileId, []);
      return leave(run, { ...collected, ended: "halted" });
    }
    const submitted = { id: file.id, inputFileId, requests: collected.file };
    await noteSubmitted(run, await client.create(submitted, stopping));
    return { afterMs: nextLookMs(0) };
  } catch (error) {
    return afterFault(run, faultOf(error));
  }
}

// From here on a batch may exist at the provider. A pause, a cancel or the end of its hours that came before stops it.
async function intendToCreate(
  tx: Db,
  { file }: ProviderBatchRun,
  { file: requests, reserved }: Collected,
  inputFileId: string | null,
): Promise<boolean> {
  const batch = await lockBatch(tx, file.batchId);
  if (batch?.state !== "running" || !openingAt(batch.offPeak, new Date()).open) return false;
  return updateProviderBatch(tx, file, {
    state: "creating",
    inputFileId,
    requests: requests.requests,
    reserved,
  });
}

async function noteSubmitted({ file }: ProviderBatchRun, remote: RemoteBatch): Promise<void> {
  const { id: remoteId, expiresAt } = remote;
  await db().transaction(async (tx) => {
    // The batch first, as everywhere: what this one left over is handed out now.
    await lockBatch(tx, file.batchId);
    await updateProviderBatch(tx, file, { state: "submitted", remoteId, expiresAt, submittedAt: new Date() });
    await feedBatch(tx, file.batchId);
  });
  log.info({ batchId: file.batchId, providerBatchId: file.id }, "a provider batch was submitted");
}

/** Nothing was sent: everything goes back, and the batch goes on, waits for money, or stands. */
async function leave(
  { file }: ProviderBatchRun,
  { ended, moneyInFlight, lacking }: Collected,
): Promise<Next> {
  const isOurs = await db().transaction(async (tx) => {
    if (!(await letGo(tx, file))) return false;
    await removeProviderBatch(tx, file.id);
    // Also where it was halted: outside its hours the batch is to come back.
    if (ended !== "money") await feedBatch(tx, file.batchId);
    // What is still to be settled frees money; a look in a while finds it.
    if (ended === "money" && moneyInFlight)
      await enqueue(tx, feedBatchJob, { batchId: file.batchId }, { startAfter: inMs(MONEY_LOOK_MS) });
    // With the file gone nothing would come back to it.
    if (ended === "money" && !moneyInFlight)
      await pauseForReason(tx, file.batchId, overBudget(lacking), { onceNothingInFlight: true });
    return true;
  });
  if (isOurs) await removeFiles(file.id);
  return "over";
}

/** Lets its chunks go, which come before the batch, and that before the file; `false` when it is another's by now. */
async function letGo(tx: Db, file: ProviderBatchRow): Promise<boolean> {
  await lockChunksOf(tx, file);
  await lockBatch(tx, file.batchId);
  if (!(await lockProviderBatch(tx, file))) return false;
  await letChunksGo(tx, file);
  return true;
}

async function putBack(tx: Db, file: ProviderBatchRow): Promise<void> {
  if (!(await letGo(tx, file))) return;
  await updateProviderBatch(tx, file, {
    state: "intended",
    inputFileId: null,
    requests: 0,
    reserved: "0",
  });
}

/** What became of a batch that may have been created: it is adopted, or everything goes back. */
async function findAgain(run: ProviderBatchRun): Promise<Next> {
  const { file, client } = run;
  try {
    const known = await listRemoteIds(db(), new Date(file.createdAt.getTime() - DAY_MS));
    const found = await client.find({
      id: file.id,
      inputFileId: file.inputFileId,
      requests: file.requests,
      since: file.createdAt,
      known,
    });
    if (found.kind === "unsure") return { afterMs: TRY_AGAIN_MS };
    if (found.kind === "found") {
      await noteSubmitted(run, found.batch);
      return { afterMs: 0 };
    }
    await forget(run, file.inputFileId, []);
    await db().transaction((tx) => putBack(tx, file));
    return { afterMs: 0 };
  } catch (error) {
    const outcome = faultOf(error);
    log.warn({ providerBatchId: file.id, outcome: outcome.kind }, "a provider batch could not be looked for");
    return { afterMs: TRY_AGAIN_MS };
  }
}

/** Looks at a submitted batch; cancels it where it is not wanted any more, and takes in what it gave at its end. */
async function follow(run: ProviderBatchRun, stopping: AbortSignal): Promise<Next> {
  const { file, client } = run;
  const remote = await lookAt(run);
  if (remote === "later") return { afterMs: TRY_AGAIN_MS };
  if (remote === "lost") return takeInLost(run);
  const told = { answered: remote.done, expiresAt: remote.expiresAt };
  if (!(await updateProviderBatch(db(), file, told))) return "over";
  if (remote.ending === null) {
    if (isUnwanted(run)) await client.cancel(remote.id).catch((error) => faultOf(error));
    return { afterMs: nextLookMs(Date.now() - (file.submittedAt ?? file.createdAt).getTime()) };
  }
  const { results } = fileKeys(file);
  try {
    if (remote.ending !== "failed")
      await (await objectStore()).put(results, client.download(remote, stopping));
  } catch (error) {
    const outcome = faultOf(error);
    if (isGone(outcome)) return takeInLost(run);
    log.warn({ providerBatchId: file.id, outcome: outcome.kind }, "results could not be downloaded");
    return { afterMs: TRY_AGAIN_MS };
  }
  if (!(await lockProviderBatch(db(), file))) return "over";
  const pause = remote.ending === "failed" ? null : await takeIn(run, remote, results, stopping);
  if (pause === "stopped") return { afterMs: 0 };
  const isOurs = await finish(run, remote.ending, remote.failure, pause);
  if (isOurs) await forget(run, file.inputFileId, remote.results);
  return "over";
}

async function lookAt({ file, client }: ProviderBatchRun): Promise<RemoteBatch | "later" | "lost"> {
  try {
    return await client.look(file.remoteId ?? "");
  } catch (error) {
    const outcome = faultOf(error);
    if (isGone(outcome)) return "lost";
    log.warn({ providerBatchId: file.id, outcome: outcome.kind }, "a provider batch could not be looked at");
    return "later";
  }
}

async function takeIn(
  run: ProviderBatchRun,
  { ending }: RemoteBatch,
  results: ObjectKey,
  stopping: AbortSignal,
): Promise<Failure | null | "stopped"> {
  const written = await (await objectStore()).get(results);
  if (!written) throw new AppError("The results of a provider batch are gone.", { facts: { results } });
  const { isWhole, pause } = await takeInResults(run, written.content, stopping);
  if (!isWhole) return "stopped";
  if (ending === "completed") await chargeMissing(run, "no_result");
  return pause;
}

/** Its provider knows nothing of it any more: what it held may have been billed. */
async function takeInLost(run: ProviderBatchRun): Promise<Next> {
  await chargeMissing(run, "batch_lost");
  await finish(run, "lost", null, { code: "provider_batch_lost" });
  return "over";
}

async function finish(
  { file }: ProviderBatchRun,
  ending: NonNullable<ProviderBatchRow["ending"]>,
  failure: RemoteBatch["failure"],
  pause: Failure | null,
): Promise<boolean> {
  const isFull = failure !== null && /token_limit|enqueued/i.test(failure.code);
  const reason =
    failure && !isFull
      ? { code: "provider_batch_failed", params: { reason: failure.code, detail: cut(failure.detail) } }
      : pause;
  const isOurs = await db().transaction(async (tx) => {
    // The batch's row keeps a cancel out, which would queue a step of its own.
    await lockChunksOf(tx, file);
    await lockBatch(tx, file.batchId);
    const isLast = await updateProviderBatch(tx, file, {
      state: "done",
      ending,
      failure: failure && { code: failure.code, params: { detail: cut(failure.detail) } },
      endedAt: new Date(),
    });
    if (!isLast) return false;
    await letChunksGo(tx, file);
    // Where every item has ended, there is nothing left to pause.
    if (reason && isOpen(await countOpenChunks(tx, file.batchId)))
      await pauseForReason(tx, file.batchId, reason);
    if (!isFull) await feedBatch(tx, file.batchId);
    // The provider holds as many requests of this account as it takes: some have to end first.
    else await enqueue(tx, feedBatchJob, { batchId: file.batchId }, { startAfter: inMs(ENQUEUED_LIMIT_MS) });
    return true;
  });
  if (!isOurs) return false;
  log.info({ batchId: file.batchId, providerBatchId: file.id, ending }, "a provider batch was taken in");
  await removeFiles(file.id);
  return true;
}

/** What a failed submission leaves. A refusal pauses the batch; anything else is tried again, after a look. */
async function afterFault(run: ProviderBatchRun, outcome: UnansweredCall): Promise<Next> {
  const file = await findProviderBatch(db(), run.file.id);
  if (outcome.kind !== "refused" && outcome.kind !== "exhausted") {
    log.warn(
      { providerBatchId: run.file.id, outcome: outcome.kind },
      "a provider batch could not be submitted",
    );
    return { afterMs: file?.state === "creating" ? SETTLES_AFTER_MS : TRY_AGAIN_MS };
  }
  const code = outcome.kind === "exhausted" ? "provider_exhausted" : "provider_batch_refused";
  const params = { reason: outcome.code, detail: cut(outcome.detail) };
  await pauseForReason(db(), run.file.batchId, { code, params });
  if (await giveUp(run.file)) await forget(run, file?.inputFileId ?? null, []);
  return "over";
}

/** Something of the console stands in the way: what is at the provider stays there until somebody acts. */
async function standStill(file: ProviderBatchRow, reason: Failure): Promise<Next> {
  await pauseForReason(db(), file.batchId, reason);
  if (file.state === "creating" || file.state === "submitted") return { afterMs: STANDS_IN_THE_WAY_MS };
  await giveUp(file);
  return "over";
}

function giveUp(file: ProviderBatchRow): Promise<boolean> {
  return db().transaction(async (tx) => {
    if (!(await letGo(tx, file))) return false;
    await removeProviderBatch(tx, file.id);
    return true;
  });
}

function isUnwanted({ batch }: ProviderBatchRun): boolean {
  const moveAt = movesAt(batch);
  return batch.state === "cancelled" || (moveAt !== null && moveAt.getTime() <= Date.now());
}

// What a provider keeps costs nothing, so that a failure to remove it is no reason to stop.
async function forget(
  { file, client }: ProviderBatchRun,
  inputFileId: string | null,
  results: readonly string[],
) {
  if (file.remoteId === null && inputFileId === null) return;
  await client
    .forget(file.remoteId ?? "", inputFileId, results)
    .catch((err) => log.warn({ err, providerBatchId: file.id }, "a provider keeps the files of a batch"));
}

function isOpen({ withJob, inProviderBatches, waiting, hasMore }: OpenWork): boolean {
  return hasMore || withJob + inProviderBatches + waiting > 0;
}

function isGone(outcome: UnansweredCall): boolean {
  return outcome.kind === "refused" && outcome.code === "provider_not_found";
}

/** The outcome a client's failure stands for. @throws what is no failure of the provider. */
function faultOf(error: unknown): UnansweredCall {
  if (error instanceof CallFault) return error.outcome;
  throw error;
}

// What the database cannot hold must not keep a batch from being paused.
function cut(detail: string): string {
  return cutText(storableText(detail), LONGEST_DETAIL);
}

function inMs(ms: number): Date {
  return new Date(Date.now() + ms);
}
