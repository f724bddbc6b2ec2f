import { db } from "#db/client.ts";
import { pauseForReason } from "#db/queries/batches/batches.ts";
import { listRemoteIds } from "#db/queries/batches/provider-batches.ts";
import { type UnansweredCall, unansweredBy } from "#lib/models/endpoints/call-outcome.ts";
import { log } from "#lib/observability/log.ts";
import { finishBatch } from "./finish-batch.ts";
import { forgetFiles } from "./forget-files.ts";
import { giveUp, putBack } from "./let-go.ts";
import type { Next } from "./next-turn.ts";
import { noteSubmitted } from "./note-submitted.ts";
import { noteTrouble } from "./note-trouble.ts";
import type { ProviderBatchRun } from "./open-run.ts";
import { chargeMissing } from "./take-in-results.ts";
import { LIST_LAG_MS, patienceMs, troubleOf, wordsOf } from "./trouble.ts";
import { isUnwanted } from "./when-to.ts";

const TRY_AGAIN_MS = 20_000;
const DAY_MS = 24 * 3_600_000;

/**
 * What became of a batch that may have been created: it is adopted, or, once its provider's list must show it and does
 * not, everything goes back. Where the provider shows no list, what it may have cost is charged as unknown, and nothing
 * is sent again before somebody says so.
 */
export async function findAgain(run: ProviderBatchRun): Promise<Next> {
  const { file, client } = run;
  const ageMs = Date.now() - (file.submittedAt ?? file.createdAt).getTime();
  try {
    const known = await listRemoteIds(db(), new Date(file.createdAt.getTime() - DAY_MS));
    const found = await client.find({
      id: file.id,
      inputFileId: file.inputFileId,
      requests: file.requests,
      since: file.createdAt,
      known,
    });
    if (found.kind === "found") {
      await noteSubmitted(run, found.batch);
      return { afterMs: 0 };
    }
    // A batch of somebody else may be it, and is waited for until it shows.
    if (found.kind === "unsure" && !file.trouble)
      await noteTrouble(run, { code: "provider_batch_unseen", params: { reason: "no_answer", detail: "" } });
    const isBelieved = found.kind === "none" && ageMs >= LIST_LAG_MS;
    return isBelieved ? await notMade(run) : { afterMs: TRY_AGAIN_MS };
  } catch (error) {
    return notListed(run, unansweredBy(error), ageMs);
  }
}

/** There is no batch: it is begun anew, unless that has been in vain for too long. */
async function notMade(run: ProviderBatchRun): Promise<Next> {
  const { file } = run;
  await forgetFiles(run, file.inputFileId, []);
  const sinceMs = file.troubledSince ? Date.now() - file.troubledSince.getTime() : 0;
  if (file.trouble && sinceMs >= patienceMs("not-submitted", 0, true)) {
    await pauseForReason(db(), file.batchId, { ...file.trouble, code: "provider_batch_not_submitted" });
    await giveUp(file);
    return "over";
  }
  await db().transaction((tx) => putBack(tx, file));
  return { afterMs: 0 };
}

async function notListed(run: ProviderBatchRun, outcome: UnansweredCall, ageMs: number): Promise<Next> {
  const { file } = run;
  const isFinal = outcome.kind === "refused" || outcome.kind === "exhausted";
  const patience = patienceMs(isFinal ? "never-listed" : "unlisted", ageMs, !isUnwanted(run.batch));
  if (ageMs < patience) {
    if (!file.trouble) await noteTrouble(run, troubleOf("provider_batch_unseen", outcome));
    log.warn({ providerBatchId: file.id, outcome: outcome.kind }, "a provider batch could not be looked for");
    return { afterMs: TRY_AGAIN_MS };
  }
  const { reason, detail } = wordsOf(outcome);
  await chargeMissing(run, "batch_unseen");
  await finishBatch(run, "lost", null, {
    code: "provider_batch_never_seen",
    params: { reason: file.trouble?.params?.reason ?? reason, listReason: reason, detail },
  });
  return "over";
}
