import { db } from "#db/client.ts";
import {
  keepRescanned,
  type OutputToRescan,
  readOutputsToRescan,
} from "#db/queries/checks/rescan-outputs.ts";
import {
  endRescan,
  endRescannedBatch,
  findRescannedBatch,
  lockRescan,
  type RescanRow,
  takeRescan,
} from "#db/queries/checks/rescans.ts";
import { shareReviewCounters } from "#db/queries/review/decisions.ts";
import { enterLostEvaluationCalls } from "#lib/calls/evaluation-account.ts";
import { LOST } from "#lib/queue/job.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { checkAnew } from "../check-anew.ts";
import { wholeVerdicts } from "../kept-verdicts.ts";
import type { Verdict } from "../verdict.ts";
import { worstOf } from "../worst-verdict.ts";
import { runRescanJob } from "./jobs.ts";
import { type JudgedOutputs, judgePage, versionOf } from "./judge-page.ts";

const OUTPUTS_OF_A_PAGE = 100;

/**
 * The job: checks the outputs of a re-scan page by page, each page with its progress in one transaction. It may run again
 * after a crash, on any worker: it goes on behind the last page that was kept, so that no output is looked at twice.
 */
export async function runRescan({ rescanId }: { rescanId: string }, signal: AbortSignal): Promise<void> {
  const rescan = await takeUp(rescanId);
  if (!rescan) return;
  while (!signal.aborted) {
    const left = await rescanPage(rescan, signal);
    if (left === "lost") return;
    if (left === "nothing") {
      await endRescan(db(), rescanId, { status: "succeeded" });
      return;
    }
  }
  if (signal.reason !== LOST) await enqueue(db(), runRescanJob, { rescanId });
}

/** The job was tried in vain: the re-scan ends with what it has, and calls whose end nobody saw are in the ledger as unknown. */
export async function giveUpRescan({ rescanId }: { rescanId: string }): Promise<void> {
  await takeUp(rescanId);
  await endRescan(db(), rescanId, { status: "failed", failure: { code: "given_up" } });
}

function takeUp(rescanId: string): Promise<RescanRow | null> {
  return db().transaction(async (tx) => {
    const taken = await takeRescan(tx, rescanId);
    await enterLostEvaluationCalls(tx, rescanId);
    return taken;
  });
}

/** Asks models about the next page, where the re-scan is to; `null`: it is another's, was cancelled, or is to stop. */
async function judgeNext(rescan: RescanRow, signal: AbortSignal): Promise<JudgedOutputs | null> {
  const at = rescan.judgeCap === null ? null : await findRescannedBatch(db(), rescan.id);
  if (!at) return new Map();
  const { batchId, afterSeq } = at;
  const where = { batchId, afterSeq, published: rescan.scope.published === true };
  const page = await db().transaction((tx) => readOutputsToRescan(tx, where, OUTPUTS_OF_A_PAGE));
  return page ? judgePage(rescan, batchId, page, signal) : new Map();
}

/** Checks a page. @returns what is left: more, nothing, or it is another's by now or was cancelled. */
async function rescanPage(rescan: RescanRow, signal: AbortSignal): Promise<"more" | "nothing" | "lost"> {
  const judged = await judgeNext(rescan, signal);
  if (!judged) return signal.aborted ? "more" : "lost";
  const lexicons = new Map(rescan.lexicons.map(({ id, version }) => [id, version]));
  return db().transaction(async (tx) => {
    if (!(await lockRescan(tx, rescan))) return "lost";
    const at = await findRescannedBatch(tx, rescan.id);
    if (!at) return "nothing";
    const { batchId, afterSeq } = at;
    // Before its items, as decisions take them: a publication's cut-off comes wholly before or after what this page says.
    await shareReviewCounters(tx, batchId);
    const where = { batchId, afterSeq, published: rescan.scope.published === true };
    const page = await readOutputsToRescan(tx, where, OUTPUTS_OF_A_PAGE);
    if (!page || page.outputs.length === 0) {
      await endRescannedBatch(tx, rescan.id, batchId);
      return "more";
    }
    const verdicts = await checkAnew(
      tx,
      { batchId, ...page },
      { lexicons },
      (output) => judged.get(versionOf(output)) ?? [],
    );
    await keepRescanned(
      tx,
      { rescanId: rescan.id, batchId },
      page.outputs.map((output) => rescanned(output, verdicts.get(output.seq) ?? [])),
    );
    return "more";
  });
}

function rescanned({ seq, version, checks }: OutputToRescan, now: Verdict[]) {
  const [before, after] = [worstOf(wholeVerdicts(checks)), worstOf(wholeVerdicts(now))];
  const isGraver = after !== before && (after === "block" || before === "pass");
  const findings = isGraver ? now.filter(({ verdict }) => verdict === after) : null;
  return { seq, version, checks: now, before, after, findings };
}
