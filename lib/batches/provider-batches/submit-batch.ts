import { type Db, db } from "#db/client.ts";
import { lockBatch, pauseForReason } from "#db/queries/batches/batches.ts";
import {
  findProviderBatch,
  removeProviderBatch,
  updateProviderBatch,
} from "#db/queries/batches/provider-batches.ts";
import { overBudget } from "#lib/items/over-budget.ts";
import { type UnansweredCall, unansweredBy } from "#lib/models/endpoints/call-outcome.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { feedBatchJob } from "../jobs.ts";
import { openingAt } from "../off-peak.ts";
import { watchBatch } from "../run/batch-watch.ts";
import { feedBatch } from "../run/feed-batch.ts";
import { type Collected, collectRequests } from "./collect-requests.ts";
import { fileKeys, removeFile, removeFiles } from "./file-keys.ts";
import { forgetFiles } from "./forget-files.ts";
import { giveUp, letGo, putBack } from "./let-go.ts";
import type { Next } from "./next-turn.ts";
import { noteSubmitted } from "./note-submitted.ts";
import { noteTrouble } from "./note-trouble.ts";
import type { ProviderBatchRun } from "./open-run.ts";
import { RequestLines } from "./request-lines.ts";
import { patienceMs, troubleOf } from "./trouble.ts";
import { nextLookMs } from "./when-to.ts";

/** After a request whose end was not seen: by then the provider shows what came of it. */
const SETTLES_AFTER_MS = 15_000;
const TRY_AGAIN_MS = 20_000;
const MONEY_LOOK_MS = 5_000;

/** Gathers what a provider batch is to ask, and hands it over. */
export async function submitBatch(run: ProviderBatchRun, stopping: AbortSignal): Promise<Next> {
  const { file } = run;
  if (!(await updateProviderBatch(db(), file, { state: "collecting" }))) return "over";
  const store = await objectStore();
  const { requests } = fileKeys(file);
  const lines = new RequestLines(store, requests);
  const watch = watchBatch(file.batchId);
  try {
    const collected = await collectRequests(run, lines, stopping);
    if (stopping.aborted) return { afterMs: 0 };
    if (collected.file.requests === 0 || collected.ended === "halted") return await leave(run, collected);
    return await handOver(run, collected, stopping, watch);
  } finally {
    watch.leave();
    await lines.abandon();
    await removeFile(requests);
  }
}

async function handOver(
  run: ProviderBatchRun,
  collected: Collected,
  stopping: AbortSignal,
  { halted, cancelled }: { halted: AbortSignal; cancelled: AbortSignal },
): Promise<Next> {
  const { file, client } = run;
  try {
    const uploading = AbortSignal.any([stopping, halted]);
    const inputFileId = await client.upload(collected.file, file.id, uploading);
    if (!(await db().transaction((tx) => intendToCreate(tx, run, collected, inputFileId)))) {
      await forgetFiles(run, inputFileId, []);
      return leave(run, { ...collected, ended: "halted" });
    }
    const submitted = { id: file.id, inputFileId, requests: collected.file };
    await noteSubmitted(run, await client.create(submitted, AbortSignal.any([stopping, cancelled])));
    return { afterMs: nextLookMs(0) };
  } catch (error) {
    const outcome = unansweredBy(error);
    if (stopping.aborted) return { afterMs: 0 };
    return afterFault(run, { ...collected, ended: "halted" }, outcome, halted.aborted);
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
    submittedAt: new Date(),
  });
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

/**
 * What a failed submission leaves. A refusal pauses the batch; what may have been made at the provider is looked for, and
 * anything else is tried again for a while.
 */
async function afterFault(
  run: ProviderBatchRun,
  collected: Collected,
  outcome: UnansweredCall,
  isHalted: boolean,
): Promise<Next> {
  const file = await findProviderBatch(db(), run.file.id);
  if (outcome.kind === "refused" || outcome.kind === "exhausted") {
    const code = outcome.kind === "exhausted" ? "provider_exhausted" : "provider_batch_refused";
    await pauseForReason(db(), run.file.batchId, troubleOf(code, outcome));
    if (await giveUp(run.file)) await forgetFiles(run, file?.inputFileId ?? null, []);
    return "over";
  }
  if (file?.state === "creating" && mayHaveMade(outcome)) {
    await noteTrouble(run, troubleOf("provider_batch_unseen", outcome));
    return { afterMs: SETTLES_AFTER_MS };
  }
  await forgetFiles(run, file?.inputFileId ?? null, []);
  if (isHalted) return leave(run, collected);
  const trouble = troubleOf("provider_batch_not_submitted", outcome);
  const sinceMs = await noteTrouble(run, trouble);
  if (sinceMs < patienceMs("not-submitted", 0, true)) {
    await db().transaction((tx) => putBack(tx, run.file));
    return { afterMs: outcome.kind === "throttled" ? outcome.retryAfterMs : TRY_AGAIN_MS };
  }
  await pauseForReason(db(), run.file.batchId, trouble);
  await giveUp(run.file);
  return "over";
}

/** Whether what a creation came to leaves open that there is a batch: an error of a server or gateway does. */
function mayHaveMade(outcome: UnansweredCall): boolean {
  return (
    outcome.kind === "uncertain" || (outcome.kind === "unavailable" && /^http_(408|409|5)/.test(outcome.code))
  );
}

function inMs(ms: number): Date {
  return new Date(Date.now() + ms);
}
