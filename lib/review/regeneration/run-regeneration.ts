import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import {
  lockRegeneration,
  type RegenerationRow,
  standsRejected,
  takeRegeneration,
  updateRegeneration,
} from "#db/queries/review/regenerations.ts";
import { openingAt } from "#lib/batches/off-peak.ts";
import { calleeOf } from "#lib/calls/callees.ts";
import { roundText } from "#lib/calls/kept-answer.ts";
import { pay } from "#lib/calls/pay.ts";
import { payerOf } from "#lib/calls/payer-of-batch.ts";
import { enterLostCall, RegenerationAccount } from "#lib/calls/regeneration-account.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import type { Failure } from "#lib/failure.ts";
import { loadShown } from "#lib/images/load-shown.ts";
import { advance, type ItemEnding, type ItemEvent } from "#lib/items/advance.ts";
import { endpointOf, waitingOf } from "#lib/items/endpoint-of.ts";
import { overBudget } from "#lib/items/over-budget.ts";
import {
  type CarriedProgress,
  carriedOf,
  type EndedStep,
  type Progress,
  progressOf,
} from "#lib/items/progress.ts";
import { chatRequestOf, type ItemCall, keyOf, promptOf } from "#lib/items/prompt-of.ts";
import { rowDigest } from "#lib/items/row-digest.ts";
import { toldRound } from "#lib/items/tool-rounds.ts";
import { verdictsOf } from "#lib/items/verdicts-of-ending.ts";
import { workOf } from "#lib/items/work-of.ts";
import { log } from "#lib/observability/log.ts";
import { watchPaces } from "#lib/pacing/watch-paces.ts";
import { LOST } from "#lib/queue/job.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { sleep } from "#lib/sleep.ts";
import type { DrawingWork } from "#lib/templates/render-work.ts";
import { untilWritten } from "#lib/until-written.ts";
import { carryOut } from "#lib/work/carry-out.ts";
import { drawPictures } from "#lib/work/draw-pictures.ts";
import { endRegeneration, type RegenerationEnding } from "./end-regeneration.ts";
import { regenerateJob } from "./job.ts";
import { loadMaterials, type RegenerationMaterials } from "./load-materials.ts";

/** A batch that somebody has paused is looked at again after so long. */
const PAUSED_LOOK_MS = 15_000;
/** Calls under way get this long after the process was asked to stop. */
const GRACE_MS = 6_500;

/** How far a regeneration has come, as it is kept for whoever takes it up next. */
interface Carried {
  progress: CarriedProgress;
  ended: readonly EndedStep[];
}

/**
 * Makes an output anew, from wherever an earlier run left off: in real time and under its batch's cap, whether or not the
 * batch has ended. Ends withdrawn where its item was decided on otherwise meanwhile.
 */
export async function runRegeneration({ id }: { id: string }, stopping: AbortSignal): Promise<void> {
  const taken = await takeUp(id);
  if (!taken) return;
  if (!(await standsRejected(db(), taken))) return endRegeneration(taken, null, { state: "withdrawn" });
  const wait = await waitOf(taken.batchId);
  if (wait) return putOff(taken, wait);
  const loaded = await loadMaterials(taken);
  if (!loaded.ok)
    return endRegeneration(taken, null, { state: "failed", failure: loaded.refusal, attempts: 0 });
  const giveUp = new AbortController();
  const onStop = () => setTimeout(() => giveUp.abort(), GRACE_MS).unref();
  stopping.addEventListener("abort", onStop, { once: true });
  const { callee, fallback, stepCallees } = loaded.value;
  const asked = [callee, fallback, ...stepCallees.values()];
  const paces = await watchPaces([...new Set(asked.flatMap((one) => one?.model.id ?? []))]);
  try {
    await new OutputInTheMaking(taken, loaded.value, stopping, giveUp.signal).make();
  } finally {
    paces.leave();
    stopping.removeEventListener("abort", onStop);
  }
}

/** The job was tried in vain: the item stays rejected, and a call whose end nobody saw is in the ledger as unknown. */
export async function giveUpRegeneration({ id }: { id: string }): Promise<void> {
  const taken = await takeUp(id);
  if (taken)
    await endRegeneration(taken, null, {
      state: "failed",
      failure: { code: "given_up" },
      attempts: taken.attempts,
    });
}

async function takeUp(id: string): Promise<RegenerationRow | null> {
  return db().transaction(async (tx) => {
    const taken = await takeRegeneration(tx, id);
    if (!taken || !(await enterLostCall(tx, taken))) return taken;
    log.warn({ batchId: taken.batchId, seq: taken.seq }, "a call of a lost worker is charged as unknown");
    const attempts = taken.attempts + 1;
    const kept = taken.carried as unknown as Carried | null;
    const progress = { ...(kept?.progress ?? { cost: "0" }), attempts };
    const carried = { progress, ended: kept?.ended ?? [] } satisfies Carried;
    const change = { attempts, carried: carried as unknown as Record<string, unknown> };
    await updateRegeneration(tx, id, change);
    return { ...taken, ...change, inFlight: null };
  });
}

/** How long it is to wait, because its batch is paused or it is not the batch's hours; `null` where it need not. */
async function waitOf(batchId: string): Promise<Date | null> {
  const batch = await findBatch(db(), batchId);
  if (!batch) return null;
  if (batch.state === "paused") return new Date(Date.now() + PAUSED_LOOK_MS);
  const opening = openingAt(batch.offPeak, new Date());
  return opening.open ? null : opening.until;
}

/** Leaves it for another run. */
async function putOff(owned: RegenerationRow, startAfter?: Date): Promise<void> {
  await db().transaction(async (tx) => {
    if (!(await lockRegeneration(tx, owned))) return;
    await updateRegeneration(tx, owned.id, { state: "queued" });
    await enqueue(tx, regenerateJob, { id: owned.id }, startAfter && { startAfter });
  });
}

class OutputInTheMaking {
  readonly #row: RegenerationRow;
  readonly #materials: RegenerationMaterials;
  readonly #stopping: AbortSignal;
  readonly #givingUp: AbortSignal;
  readonly #account: RegenerationAccount;
  #progress: Progress;

  constructor(
    row: RegenerationRow,
    materials: RegenerationMaterials,
    stopping: AbortSignal,
    givingUp: AbortSignal,
  ) {
    this.#row = row;
    this.#materials = materials;
    this.#stopping = stopping;
    this.#givingUp = givingUp;
    const { source, batch } = materials;
    this.#account = new RegenerationAccount({ ...row, language: source.language }, payerOf(batch), stopping);
    const carried = row.carried as unknown as Carried | null;
    this.#progress = progressOf(source, carried?.progress, carried?.ended);
  }

  /** Carries out what `advance` says until the output is there, cannot be had, or has to be left for another run. */
  async make(): Promise<void> {
    const { recipe } = this.#materials;
    let event: ItemEvent | null = { kind: "taken-up" };
    while (event) {
      const { progress, command, answer, round } = advance(recipe, this.#progress, event, Math.random());
      this.#progress = progress;
      if (answer && event.kind === "called" && event.outcome.kind === "answered")
        // Of a chain only the output that comes of it is kept with its version: what its steps say is not in it.
        this.#account.placeAnswer(
          recipe.steps.length > 1 ? "kept" : answer,
          round ? roundText(round) : event.outcome.text,
        );
      const told = event.kind === "worked" ? toldRound(round) : null;
      if (told) this.#account.keepAgain(this.#row.seq, told.entryId, told.text);
      if (command.do === "end") return this.#end(this.#endingOf(command.ending));
      if (command.do === "pause") return this.#fail(command.reason);
      // What was paid survives the worker that waits for what comes next.
      if ((this.#account.hasUnwritten || event.kind === "worked") && !(await this.#keep())) return;
      if (command.do === "wait")
        event = (await sleep(command.forMs, this.#stopping)) ? { kind: "waited" } : null;
      else if (!(await standsRejected(db(), this.#row))) return this.#end({ state: "withdrawn" });
      else if (command.do === "work") event = await this.#work();
      else {
        const prompt = await promptOf(recipe, progress);
        event = prompt.kind === "call" ? await this.#call(prompt.call) : { kind: "unrendered", prompt };
      }
    }
    await this.#leave();
  }

  /** `null` when this run may go on no more. */
  async #call(which: ItemCall): Promise<ItemEvent | null> {
    const { recipe, parameters } = this.#materials;
    const showing = await loadShown(which, this.#stopping);
    if (showing?.kind !== "shown") return showing;
    const paid = await pay(
      this.#account,
      {
        key: keyOf(this.#row.seq, which),
        callee: calleeOf(this.#materials, which),
        endpoint: endpointOf(which),
        request: chatRequestOf(which, parameters, showing.pictures),
      },
      {
        leaving: this.#stopping,
        signal: this.#givingUp,
        ...waitingOf(which, { evenIfOut: recipe.hasFallback && !which.fallback }),
      },
    );
    if (paid.kind === "left") {
      const retryAfterMs = this.#stopping.aborted ? 0 : calleeOf(this.#materials, which).gate.fullForMs;
      if (which.purpose !== "check" || retryAfterMs <= 0) return null;
      return { kind: "called", outcome: { kind: "throttled", retryAfterMs }, cost: "0" };
    }
    if (paid.kind === "unfunded")
      // What was written anew is not lost over what would have been said of it.
      return which.purpose === "check" ? { kind: "unjudged", failure: overBudget(paid.budget) } : paid;
    const cost = settledCost(paid.settlement);
    return { kind: "called", outcome: paid.outcome, cost, entryId: this.#account.lastEntryId };
  }

  /** `null` when this run may go on no more. */
  async #work(): Promise<ItemEvent | null> {
    const prepared = await workOf(this.#materials.recipe, this.#progress);
    if (prepared.kind !== "work") return { kind: "unrendered", prompt: prepared };
    const { launchedBy: memberId } = this.#materials.batch;
    if (prepared.work.kind === "draw") return this.#draw(prepared.work, memberId);
    const place = { runId: this.#row.id, seq: this.#row.seq, step: this.#progress.ended.length };
    const terms = { memberId, ...place, leaving: this.#stopping, signal: this.#givingUp };
    const outcome = await carryOut(prepared.work, terms);
    return outcome && { kind: "worked", outcome };
  }

  // By its own id: what was drawn for the item before is not to come again.
  #draw(work: DrawingWork, memberId: string): Promise<ItemEvent | null> {
    const { ended, attempts } = this.#progress;
    return drawPictures(work, {
      account: this.#account,
      callee: calleeOf(this.#materials, { fallback: false, modelId: work.modelId }),
      ...{ memberId, runId: this.#row.id, seq: this.#row.seq, step: ended.length, calls: attempts },
      options: { leaving: this.#stopping, signal: this.#givingUp },
    });
  }

  /** Writes what was paid with how far it has come. @returns whether it is still this run's. */
  async #keep(): Promise<boolean> {
    const carried = { progress: carriedOf(this.#progress), ended: this.#progress.ended } satisfies Carried;
    const { attempts } = this.#progress;
    const keep = () =>
      db().transaction(async (tx) => {
        const held = await lockRegeneration(tx, this.#row);
        if (!held) return false;
        await this.#account.write(tx, held);
        const change = { carried: carried as unknown as Record<string, unknown>, attempts };
        await updateRegeneration(tx, this.#row.id, change);
        return true;
      });
    const isOurs = await untilWritten(keep, { regenerationId: this.#row.id });
    this.#account.forget();
    return isOurs;
  }

  async #leave(): Promise<void> {
    this.#account.giveBack();
    if (!(await this.#keep()) || this.#stopping.reason === LOST) return;
    await putOff(this.#row, this.#stopping.aborted ? undefined : new Date(Date.now() + PAUSED_LOOK_MS));
  }

  #endingOf(ending: ItemEnding): RegenerationEnding {
    const { source, attempts } = this.#progress;
    switch (ending.state) {
      case "succeeded": {
        const checks = verdictsOf(ending, this.#progress, this.#materials.checks);
        const read = this.#materials.batch.reads?.[source.language];
        return {
          ...{ state: "succeeded", output: ending.output, checks, attempts },
          rowDigest: read ? rowDigest(read, source.values) : null,
        };
      }
      case "skipped":
        return { state: "failed", failure: ending.reason, attempts };
      case "failed":
        return { state: "failed", failure: ending.failure, attempts };
    }
  }

  #fail(failure: Failure): Promise<void> {
    return this.#end({ state: "failed", failure, attempts: this.#progress.attempts });
  }

  #end(ending: RegenerationEnding): Promise<void> {
    this.#account.giveBack();
    return endRegeneration(this.#row, this.#account, ending);
  }
}
