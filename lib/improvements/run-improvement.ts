import { type Db, db } from "#db/client.ts";
import { insertProposals, readImprovementCases } from "#db/queries/improvements/cases.ts";
import {
  findImprovement,
  holdImprovement,
  type ImprovementChange,
  type ImprovementRow,
  takeImprovement,
  updateImprovement,
} from "#db/queries/improvements/improvements.ts";
import { enterLostProposal, ImprovementAccount } from "#lib/calls/improvement-account.ts";
import type { Payer } from "#lib/calls/ledger-entry.ts";
import { pay, type SettledCall } from "#lib/calls/pay.ts";
import type { Failure } from "#lib/failure.ts";
import type { GlossaryVersion } from "#lib/glossaries/load-glossaries.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { AnsweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { chat } from "#lib/models/endpoints/chat.ts";
import { log } from "#lib/observability/log.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { watchPaces } from "#lib/pacing/watch-paces.ts";
import { LOST } from "#lib/queue/job.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { sleep } from "#lib/sleep.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { type TemplateVersion, templateBodySchema } from "#lib/templates/template.ts";
import { launchCases } from "#lib/trials/launch-cases.ts";
import { trialParametersSchema } from "#lib/trials/trial-parameters.ts";
import { failureOf, MOST_CALLS, retryAfterMs, unfunded } from "./call-failure.ts";
import { leftForTrial } from "./cap.ts";
import { proposeJob } from "./jobs.ts";
import { loadProposer } from "./plan-improvement.ts";
import { chatRequestFor } from "./proposer-request.ts";
import { readProposals } from "./read-proposals.ts";
import { shownCases } from "./shown-cases.ts";
import { withChanges } from "./template-prompts.ts";

/** The process may stop 8 s after it was asked to; a call that ends before is kept like any other. */
const GRACE_MS = 5_000;
/** How soon a worker notices that an improvement was cancelled. */
const LOOK_EVERY_MS = 400;
/** UTF-16 units kept of an answer; a longer one is no answer. */
const MOST_KEPT = 400_000;
/** No proposer writes longer; one that goes on and on is given up. */
const LONGEST_ANSWER_MS = 15 * 60_000;

/**
 * Asks the proposer of an improvement, and starts the trial of what it proposed. What was paid is kept with the answer: a
 * run after a crash reads that. A call whose end nobody saw is in the ledger as unknown, and is made once more.
 */
export async function runImprovement(
  { improvementId }: { improvementId: string },
  signal: AbortSignal,
): Promise<void> {
  const taken = await takeUp(improvementId);
  if (taken?.state !== "proposing") return;
  if (taken.answer || (await propose(taken, signal))) await tryProposals(improvementId, taken.fence);
}

/** The job was tried in vain: the improvement ends, and a call whose end nobody saw is in the ledger as unknown. */
export async function giveUpImprovement({ improvementId }: { improvementId: string }): Promise<void> {
  const taken = await takeUp(improvementId);
  if (taken?.state === "proposing") await end(taken, { code: "given_up" });
}

async function takeUp(id: string): Promise<ImprovementRow | null> {
  return db().transaction(async (tx) => {
    const taken = await takeImprovement(tx, id);
    if (taken) await enterLostProposal(tx, taken);
    return taken;
  });
}

/** Makes the call; `false` where the improvement has ended, or goes on elsewhere. */
async function propose(improvement: ImprovementRow, signal: AbortSignal): Promise<boolean> {
  const model = await loadProposer(db(), improvement.modelId);
  if (!model.ok) return end(improvement, model.refusal);
  const watch = watchForCancel(improvement);
  const paces = await watchPaces([model.value.id]);
  const aborting = abortLater(signal, GRACE_MS);
  try {
    return await ask(improvement, model.value, {
      stopping: signal,
      cancelled: watch.cancelled,
      aborting: AbortSignal.any([watch.cancelled, aborting.signal]),
    });
  } finally {
    watch.leave();
    paces.leave();
    aborting.done();
  }
}

interface Signals {
  /** The process is to stop: no call begins. */
  stopping: AbortSignal;
  /** Somebody cancelled it. */
  cancelled: AbortSignal;
  /** A call under way is given up. */
  aborting: AbortSignal;
}

async function ask(
  improvement: ImprovementRow,
  model: CallableModel,
  { stopping, cancelled, aborting }: Signals,
): Promise<boolean> {
  const leaving = AbortSignal.any([stopping, cancelled]);
  const payer = payerOf(improvement);
  const account = new ImprovementAccount({ owned: improvement, payer, leaving, endingOf });
  const gate = gateTo(model);
  const asked = chatRequestFor(improvement.prompt as Parameters<typeof chatRequestFor>[0]);
  const endless = new AbortController();
  let writingSince: number | null = null;
  const onText = (text: string) => {
    writingSince ??= performance.now();
    if (text.length > MOST_KEPT || performance.now() - writingSince > LONGEST_ANSWER_MS) endless.abort();
  };
  const request = { ...asked, onText };
  let made = improvement.calls;
  while (made < MOST_CALLS) {
    writingSince = null;
    const paid = await pay(
      account,
      { key: keyOf(made), callee: { model, gate }, endpoint: chat, request },
      { leaving, signal: AbortSignal.any([aborting, endless.signal]), evenIfOut: true },
    );
    if (paid.kind === "called") {
      const { outcome } = paid;
      if (outcome.kind === "answered") return true;
      if (endless.signal.aborted) return end(improvement, { code: "improvement_endless" });
      if (outcome.kind !== "throttled") made++;
      const waitMs = retryAfterMs(outcome, made);
      if (waitMs === null) {
        await account.giveBack();
        return end(improvement, failureOf(outcome));
      }
      await sleep(waitMs, leaving);
      continue;
    }
    await account.giveBack();
    if (paid.kind === "unfunded") return end(improvement, unfunded(paid.budget));
    // What is cancelled has ended already.
    if (cancelled.aborted) return false;
    if (stopping.reason !== LOST) await handOn(improvement);
    return false;
  }
  await account.giveBack();
  return end(improvement, { code: "improvement_no_answer", params: { calls: MOST_CALLS } });
}

// An answer is kept with what it cost; what else a call came to is decided by whoever made it.
function endingOf({ outcome }: SettledCall): ImprovementChange {
  if (outcome.kind !== "answered") return {};
  const { text, finishReason } = outcome as AnsweredCall;
  const isWhole = text.length <= MOST_KEPT;
  return {
    answer: {
      text: storableText(cutText(text, MOST_KEPT)),
      finishReason: isWhole ? finishReason : "length",
    },
  };
}

async function tryProposals(id: string, fence: number): Promise<void> {
  await db().transaction(async (tx) => {
    const held = await holdImprovement(tx, { id, fence });
    if (held?.state !== "proposing" || !held.answer) return;
    const base = baseOf(held);
    const cases = await readImprovementCases(tx, id);
    const read = readProposals(held.answer, base, shownCases(cases));
    if (!read.ok) return updateImprovement(tx, id, failed(read.refusal));
    const { proposals, ignored } = read.value;
    const tried = proposals.filter(({ refusal }) => refusal === null);
    const variantOf = new Map(tried.map(({ number }, index) => [number, index + 1]));
    await insertProposals(
      tx,
      proposals.map((proposal) => ({
        ...proposal,
        improvementId: id,
        variant: variantOf.get(proposal.number) ?? null,
      })),
    );
    if (tried.length === 0)
      return updateImprovement(tx, id, { ...failed({ code: "improvement_nothing_usable" }), ignored });
    const trialId = await launchCases(tx, {
      datasetId: held.datasetId,
      cases: cases.flatMap(({ rowNumber, language }) =>
        rowNumber === null ? [] : [{ rowNumber, language }],
      ),
      versions: [base, ...tried.map(({ changes }) => withChanges(base, changes))],
      glossaries: held.glossaries as GlossaryVersion[],
      modelId: held.trialModelId,
      parameters: trialParametersSchema.parse(held.parameters),
      cap: leftForTrial(held),
      createdBy: held.createdBy,
    });
    await updateImprovement(tx, id, { state: "trying", trialId, ignored });
  });
}

/** The draft that an improvement changes, as it was. */
export function baseOf({ base }: Pick<ImprovementRow, "base">): TemplateVersion {
  const { id, templateId, number, state } = base as unknown as TemplateVersion;
  return { id, templateId, number, state, ...templateBodySchema.parse(base) };
}

function payerOf({ id, templateId, templateVersionId, createdBy, currency }: ImprovementRow): Payer {
  return { run: { kind: "improvement", id }, templateId, templateVersionId, memberId: createdBy, currency };
}

function keyOf(call: number) {
  return { seq: 0, step: 0, call, purpose: "generate", fallback: false } as const;
}

function failed(failure: Failure): ImprovementChange {
  const { code, params } = failure;
  return { state: "failed", failure: { code, ...(params && { params }) }, endedAt: new Date() };
}

async function end(owned: ImprovementRow, failure: Failure): Promise<false> {
  await db().transaction((tx) => ifOpen(tx, owned, () => updateImprovement(tx, owned.id, failed(failure))));
  return false;
}

// Whoever has taken the improvement over meanwhile goes on with it already.
async function handOn(owned: ImprovementRow): Promise<void> {
  await db().transaction((tx) =>
    ifOpen(tx, owned, () => enqueue(tx, proposeJob, { improvementId: owned.id }).then(() => {})),
  );
}

async function ifOpen(tx: Db, owned: ImprovementRow, act: () => Promise<void>): Promise<void> {
  const held = await holdImprovement(tx, owned);
  if (held?.state === "proposing") await act();
}

function watchForCancel({ id, fence }: ImprovementRow): { cancelled: AbortSignal; leave(): void } {
  const cancelled = new AbortController();
  const timer = setInterval(async () => {
    try {
      const found = await findImprovement(db(), id);
      const isOurs = found?.improvement.state === "proposing" && found.improvement.fence === fence;
      if (!isOurs) cancelled.abort();
    } catch (err) {
      log.warn({ err, improvementId: id }, "an improvement could not be watched");
    }
  }, LOOK_EVERY_MS);
  return { cancelled: cancelled.signal, leave: () => clearInterval(timer) };
}

// Aborts some time after another signal did, unless the work is done before.
function abortLater(signal: AbortSignal, afterMs: number): { signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => controller.abort(), afterMs);
  };
  if (signal.aborted) start();
  else signal.addEventListener("abort", start, { once: true });
  return {
    signal: controller.signal,
    done() {
      signal.removeEventListener("abort", start);
      clearTimeout(timer);
    },
  };
}
