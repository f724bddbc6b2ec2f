import { db } from "#db/client.ts";
import {
  listProviderBatches,
  lockProviderBatch,
  updateProviderBatch,
} from "#db/queries/batches/provider-batches.ts";
import { AppError } from "#lib/app-error.ts";
import type { Failure } from "#lib/failure.ts";
import { type UnansweredCall, unansweredBy } from "#lib/models/endpoints/call-outcome.ts";
import type { RemoteBatch } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import { watchBatch } from "../run/batch-watch.ts";
import { fileKeys } from "./file-keys.ts";
import { finishBatch } from "./finish-batch.ts";
import { forgetFiles } from "./forget-files.ts";
import type { Next } from "./next-turn.ts";
import { noteTrouble } from "./note-trouble.ts";
import type { ProviderBatchRun } from "./open-run.ts";
import { chargeMissing, takeInResults } from "./take-in-results.ts";
import { cutDetail, patienceMs, standingOf, type Trouble, troubleOf, wordsOf } from "./trouble.ts";
import { isUnwanted, nextLookMs, unwantedSince } from "./when-to.ts";

const TRY_AGAIN_MS = 20_000;
/** Provider batches of a batch that are looked at to tell whether it gets anywhere. */
const LATELY = 10;

/** A batch that its provider says has ended. */
type EndedBatch = RemoteBatch & { ending: NonNullable<RemoteBatch["ending"]> };

/** Looks at a submitted batch; cancels it where it is not wanted any more, and takes in what it gave at its end. */
export async function followBatch(run: ProviderBatchRun, stopping: AbortSignal): Promise<Next> {
  const { file, client } = run;
  let remote: RemoteBatch;
  try {
    remote = await client.look(file.remoteId ?? "");
  } catch (error) {
    const outcome = unansweredBy(error);
    const trouble = troubleOf("provider_batch_unreadable", outcome);
    if (await isPatient(run, isGone(outcome) ? "not-shown" : "unreadable", trouble))
      return { afterMs: TRY_AGAIN_MS };
    return takeInLost(run, (missing) =>
      isGone(outcome) ? { code: "provider_batch_lost" } : resultsLost(missing, outcome),
    );
  }
  const told = { answered: remote.done, expiresAt: remote.expiresAt };
  if (!(await updateProviderBatch(db(), file, told))) return "over";
  return hasEnded(remote) ? takeIn(run, remote, stopping) : goOn(run, remote);
}

async function goOn(run: ProviderBatchRun, { id, expiresAt, strangeStatus }: RemoteBatch): Promise<Next> {
  const { file, batch, client } = run;
  if (isUnwanted(batch)) await client.cancel(id).catch(unansweredBy);
  const submittedAt = file.submittedAt ?? file.createdAt;
  const standing = standingOf({ submittedAt, expiresAt }, unwantedSince(batch), new Date());
  const params = { status: cutDetail(strangeStatus ?? "") };
  if (standing === "given-up") return takeInLost(run, () => ({ code: "provider_batch_endless", params }));
  if (strangeStatus !== null) await noteTrouble(run, { code: "provider_batch_status", params });
  else if (standing === "overdue") await noteTrouble(run, { code: "provider_batch_overdue" });
  else if (file.trouble) await updateProviderBatch(db(), file, { trouble: null, troubledSince: null });
  return { afterMs: nextLookMs(Date.now() - submittedAt.getTime()) };
}

async function takeIn(run: ProviderBatchRun, remote: EndedBatch, stopping: AbortSignal): Promise<Next> {
  const { file } = run;
  const isBilled = remote.ending === "completed" || remote.succeeded > 0;
  if (remote.results.length === 0 && isBilled) {
    // Some providers say that it has ended a moment before they have written its results.
    const trouble = { code: "provider_batch_no_results" };
    if (await isPatient(run, "not-shown", trouble)) return { afterMs: TRY_AGAIN_MS };
  }
  const fault = await downloadResults(run, remote, stopping);
  if (stopping.aborted) return { afterMs: 0 };
  if (
    fault &&
    (await isPatient(
      run,
      isGone(fault) ? "not-shown" : "unreadable",
      troubleOf("provider_batch_unreadable", fault),
    ))
  )
    return { afterMs: TRY_AGAIN_MS };
  if (!(await lockProviderBatch(db(), file))) return "over";
  const taken = await takeInDownloaded(run, stopping);
  if (!taken) return { afterMs: 0 };
  // What was answered and is not there was paid for all the same.
  const isLacking = fault !== null || (remote.results.length === 0 && isBilled);
  const missing = remote.ending === "completed" || isLacking ? await chargeMissing(run, "no_result") : 0;
  const isLost = missing > 0 && (isLacking || missing === file.requests);
  const lost = isLost ? resultsLost(missing, fault) : null;
  const pause = taken.pause ?? lost ?? (await whyNotAgain(run, remote));
  if (await finishBatch(run, remote.ending, remote.failure, pause))
    await forgetFiles(run, file.inputFileId, fault ? [] : remote.results);
  return "over";
}

/**
 * Fetches all results of an ended batch into the store: those that cannot be had do not keep out the others.
 * @returns what stood in the way of any of them, `null` where all are there.
 */
async function downloadResults(
  { file, client }: ProviderBatchRun,
  { results }: RemoteBatch,
  stopping: AbortSignal,
): Promise<UnansweredCall | null> {
  let fault: UnansweredCall | null = null;
  const watch = watchBatch(file.batchId);
  async function* all(): AsyncGenerator<Uint8Array> {
    for (const result of results) {
      try {
        yield* client.download(result, { signal: stopping, hurrying: watch.cancelled });
      } catch (error) {
        fault = unansweredBy(error);
        log.warn({ providerBatchId: file.id, outcome: fault.kind }, "results could not be downloaded");
        // Its last line may be broken off.
        yield Buffer.from("\n");
      }
    }
  }
  try {
    await (await objectStore()).put(fileKeys(file).results, all());
    return fault;
  } finally {
    watch.leave();
  }
}

async function takeInDownloaded(
  run: ProviderBatchRun,
  stopping: AbortSignal,
): Promise<{ pause: Failure | null } | null> {
  const { results } = fileKeys(run.file);
  const written = await (await objectStore()).get(results);
  if (!written) throw new AppError("The results of a provider batch are gone.", { facts: { results } });
  const { isWhole, pause } = await takeInResults(run, written.content, stopping);
  return isWhole ? { pause } : null;
}

/** Why what an ended batch left over is not handed out again, if it is not. */
async function whyNotAgain(run: ProviderBatchRun, { ending }: EndedBatch): Promise<Failure | null> {
  if (isUnwanted(run.batch)) return null;
  if (ending === "cancelled") return { code: "provider_batch_cancelled" };
  if (ending !== "expired") return null;
  // Once may be an accident; for ever would be a batch that never ends.
  const files = await listProviderBatches(db(), [run.batch.id], LATELY);
  const inVain = files.filter(
    ({ id, ending, takenIn }) => takenIn === 0 && (id === run.file.id || ending === "expired"),
  );
  const isTwice = inVain.length > 1 && inVain.some(({ id }) => id === run.file.id);
  return isTwice ? { code: "provider_batch_expired" } : null;
}

/** Nothing more will be heard of it: what it held may have been billed. @param why by how many requests that were. */
async function takeInLost(run: ProviderBatchRun, why: (missing: number) => Failure): Promise<Next> {
  const missing = await chargeMissing(run, "batch_lost");
  await finishBatch(run, "lost", null, why(missing));
  return "over";
}

function resultsLost(missing: number, fault: UnansweredCall | null): Failure {
  const words = fault ? wordsOf(fault) : { reason: "no_result", detail: "" };
  return { code: "provider_batch_results_lost", params: { missing, ...words } };
}

/** Notes a trouble; whether it is worth waiting for its end. */
async function isPatient(run: ProviderBatchRun, trouble: Trouble, reason: Failure): Promise<boolean> {
  const ageMs = Date.now() - (run.file.submittedAt ?? run.file.createdAt).getTime();
  return (await noteTrouble(run, reason)) < patienceMs(trouble, ageMs, !isUnwanted(run.batch));
}

function hasEnded(remote: RemoteBatch): remote is EndedBatch {
  return remote.ending !== null;
}

function isGone(outcome: UnansweredCall): boolean {
  return outcome.kind === "refused" && outcome.code === "provider_not_found";
}
