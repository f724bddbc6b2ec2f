import { db } from "#db/client.ts";
import { pauseForReason } from "#db/queries/batches/batches.ts";
import type { ItemResult } from "#db/queries/batches/flush-results.ts";
import type { EndedStepRow } from "#db/queries/batches/item-steps.ts";
import { BatchItemAccount, type UnwrittenCalls } from "#lib/calls/batch-account.ts";
import { calleeOf } from "#lib/calls/callees.ts";
import { roundText } from "#lib/calls/kept-answer.ts";
import { type Callee, pay, type Reservation } from "#lib/calls/pay.ts";
import { usesResponseCache } from "#lib/calls/response-cache.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import type { Failure } from "#lib/failure.ts";
import { loadShown } from "#lib/images/load-shown.ts";
import {
  advance,
  type Command,
  type ItemEnding,
  type ItemEvent,
  isAtJudge,
  type Turn,
} from "#lib/items/advance.ts";
import { endpointOf, waitingOf } from "#lib/items/endpoint-of.ts";
import { carriedOf, stepsEndedSince } from "#lib/items/progress.ts";
import { chatRequestOf, type ItemCall, type ItemPrompt, keyOf, promptOf } from "#lib/items/prompt-of.ts";
import type { Recipe } from "#lib/items/recipe.ts";
import { toldRound } from "#lib/items/tool-rounds.ts";
import { workOf } from "#lib/items/work-of.ts";
import type { RememberedOutput } from "#lib/memory/recall.ts";
import type { ChatCall } from "#lib/models/endpoints/chat.ts";
import { log } from "#lib/observability/log.ts";
import { sleep } from "#lib/sleep.ts";
import type { DrawingWork } from "#lib/templates/render-work.ts";
import { carryOut } from "#lib/work/carry-out.ts";
import { drawPictures } from "#lib/work/draw-pictures.ts";
import { endedItem } from "./end-item.ts";
import type { OpenChunk } from "./open-chunk.ts";
import type { OpenItem } from "./read-open-items.ts";

/** An item that has been taken up: it ended without a call, or what comes next is ready. */
export type PreparedItem = ReadyItem | WorkingItem | { kind: "ended"; item: OpenItem; ending: ItemEnding };

/** An item whose next call is ready to go out. */
export interface ReadyItem {
  kind: "ready";
  item: OpenItem;
  turn: Turn;
  call: ItemCall;
}

/** An item that work comes next for: nothing has to be reserved for it. */
export interface WorkingItem {
  kind: "working";
  item: OpenItem;
  turn: Turn;
}

/** Takes an item up: renders what it asks first; a promise where that has to be done apart. */
export function prepareItem(
  { recipeIn }: Pick<OpenChunk, "recipeIn">,
  item: OpenItem,
): PreparedItem | Promise<PreparedItem> {
  if (item.remembered) return { kind: "ended", item, ending: rememberedEnding(item.remembered) };
  const recipe = recipeIn(item.language);
  const turn = advance(recipe, item.progress, { kind: "taken-up" }, 0);
  if (turn.command.do === "work") return { kind: "working", item, turn };
  if (turn.command.do !== "call") return endedUncalled(item, turn);
  const prompt = promptOf(recipe, turn.progress);
  const prepared = (rendered: ItemPrompt): PreparedItem =>
    rendered.kind === "call"
      ? { kind: "ready", item, turn, call: rendered.call }
      : endedUncalled(item, advance(recipe, turn.progress, { kind: "unrendered", prompt: rendered }, 0));
  return prompt instanceof Promise ? prompt.then(prepared) : prepared(prompt);
}

function rememberedEnding({ output }: RememberedOutput): ItemEnding {
  return { state: "succeeded", output, fits: "at-once", coercions: [], judged: [] };
}

function endedUncalled(item: OpenItem, turn: Turn): PreparedItem {
  if (turn.command.do !== "end") throw new RangeError("An item that was taken up neither calls nor ends.");
  return { kind: "ended", item, ending: turn.command.ending };
}

/**
 * Makes one item, from what comes first to its end: carries out what `advance` says, and flushes what happened. An item
 * that has to be left (paused, cancelled, stopping, out of money) goes back with what it has paid for.
 * @param reserved its first call's money, where the gate has let it through as well.
 * @returns whether it ended.
 */
export async function makeItem(
  chunk: OpenChunk,
  ready: ReadyItem | WorkingItem,
  reserved: Reservation | null,
): Promise<boolean> {
  const making = new ItemInTheMaking(chunk, ready, reserved);
  for (;;) {
    const ended = await making.carryOut();
    if (ended !== null) return ended;
  }
}

/** Gives back the money of an item that was not started; nothing else of it changed. */
export function leaveUnstarted(chunk: OpenChunk, { item }: ReadyItem, reserved: Reservation): void {
  const account = new BatchItemAccount(chunk.purse, item.language, reserved);
  account.giveBack();
  chunk.buffer.add(resultOf(chunk, item, account.take()));
}

class ItemInTheMaking {
  readonly #chunk: OpenChunk;
  readonly #recipe: Recipe;
  readonly #item: OpenItem;
  readonly #account: BatchItemAccount;
  #turn: Turn;
  /** A call that is ready to go out. */
  #ready: ItemCall | null;
  #isAdmitted: boolean;
  /** The last call that was made and answered, where it is to be shared. */
  #answered: { call: ChatCall; text: string } | null = null;
  /** Steps that have ended and are not written yet. */
  #endedSteps: EndedStepRow[] = [];

  constructor(chunk: OpenChunk, ready: ReadyItem | WorkingItem, reserved: Reservation | null) {
    const { item, turn } = ready;
    this.#chunk = chunk;
    this.#recipe = chunk.recipeIn(item.language);
    this.#item = item;
    this.#turn = turn;
    this.#ready = ready.kind === "ready" ? ready.call : null;
    this.#isAdmitted = reserved !== null;
    this.#account = new BatchItemAccount(chunk.purse, item.language, reserved);
  }

  /** Does what comes next. @returns whether the item ended, `null` while it goes on. */
  async carryOut(): Promise<boolean | null> {
    const { command } = this.#turn;
    switch (command.do) {
      case "end":
        this.#end(command.ending);
        await this.#pauseIf(this.#chunk.breaker.noteEnding(command.ending));
        return true;
      case "pause":
        await this.#pauseBatch(command.reason);
        return this.#leave();
      default: {
        const event = (await this.#next(command)) ?? this.#unjudged();
        if (!event) return this.#leave();
        this.#advance(event);
        return null;
      }
    }
  }

  // Its output is there: whoever cancels the batch loses only what would have been said of it.
  #unjudged(): ItemEvent | null {
    const isOver = this.#chunk.cancelled.aborted && isAtJudge(this.#recipe, this.#turn.progress);
    return isOver ? { kind: "unjudged", failure: { code: "judge_run_cancelled" } } : null;
  }

  async #next(command: Extract<Command, { do: "call" | "work" | "wait" }>): Promise<ItemEvent | null> {
    if (command.do === "wait") {
      return (await sleep(command.forMs, this.#chunk.leaving)) ? { kind: "waited" } : null;
    }
    if (command.do === "work") return this.#work();
    const ready = this.#ready;
    this.#ready = null;
    if (ready) return this.#call(ready);
    const prompt = await promptOf(this.#recipe, this.#turn.progress);
    return prompt.kind === "call" ? this.#call(prompt.call) : { kind: "unrendered", prompt };
  }

  async #work(): Promise<ItemEvent | null> {
    const { batch, leaving, givingUp } = this.#chunk;
    const prepared = await workOf(this.#recipe, this.#turn.progress);
    if (prepared.kind !== "work") return { kind: "unrendered", prompt: prepared };
    if (prepared.work.kind === "draw") return this.#draw(prepared.work);
    const { ended } = this.#turn.progress;
    const outcome = await carryOut(prepared.work, {
      ...{ memberId: batch.launchedBy, runId: batch.id, seq: this.#item.seq, step: ended.length },
      leaving,
      signal: givingUp,
    });
    return outcome && { kind: "worked", outcome };
  }

  async #draw(work: DrawingWork): Promise<ItemEvent | null> {
    const { batch, leaving, givingUp, breaker } = this.#chunk;
    const { ended, attempts } = this.#turn.progress;
    const trips: (Failure | null)[] = [];
    const event = await drawPictures(work, {
      account: this.#account,
      callee: calleeOf(this.#chunk, { fallback: false, modelId: work.modelId }),
      ...{ memberId: batch.launchedBy, runId: batch.id, seq: this.#item.seq },
      ...{ step: ended.length, calls: attempts, options: { leaving, signal: givingUp } },
      onCalled: (outcome) => trips.push(breaker.noteCall(outcome)),
    });
    for (const trip of trips) await this.#pauseIf(trip);
    return event;
  }

  async #call(which: ItemCall): Promise<ItemEvent | null> {
    const { batch, parameters, leaving, givingUp, cache } = this.#chunk;
    const showing = await loadShown(which, leaving);
    if (showing?.kind !== "shown") return showing;
    const asked = calleeOf(this.#chunk, which);
    const request = chatRequestOf(which, parameters, showing.pictures);
    const call = { model: asked.model, ...request };
    // What tools say by then is no part of what is asked.
    const isShared =
      which.speaks !== "moderation" &&
      which.functions === undefined &&
      usesResponseCache(batch.cache, request.parameters ?? {});
    const isAdmitted = this.#isAdmitted;
    this.#isAdmitted = false;
    const paid = await pay(
      this.#account,
      { key: keyOf(this.#item.seq, which), callee: asked, endpoint: endpointOf(which), request },
      {
        leaving,
        signal: givingUp,
        isAdmitted,
        ...waitingOf(which, { evenIfOut: this.#recipe.hasFallback && !which.fallback }),
        share: isShared ? (make) => cache.once(call, leaving, make) : null,
      },
    );
    if (paid.kind === "left") return this.#putOff(which, asked);
    if (paid.kind === "unfunded") return paid;
    const { outcome, settlement } = paid;
    if (outcome.kind === "answered")
      this.#answered = isShared && !outcome.cached ? { call, text: outcome.text } : null;
    // A check that cannot be run keeps nothing from being made.
    if (which.purpose !== "check") await this.#pauseIf(this.#chunk.breaker.noteCall(outcome));
    return {
      ...{ kind: "called", outcome, cost: settledCost(settlement) },
      entryId: this.#account.lastEntryId,
    };
  }

  // A gate that is shut for too long for a check is told as such; whatever else keeps a call from going out leaves the item.
  #putOff({ purpose }: ItemCall, { gate }: Callee): ItemEvent | null {
    const retryAfterMs = this.#chunk.leaving.aborted ? 0 : gate.fullForMs;
    if (purpose !== "check" || retryAfterMs <= 0) return null;
    return { kind: "called", outcome: { kind: "throttled", retryAfterMs }, cost: "0" };
  }

  #advance(event: ItemEvent): void {
    const before = this.#turn.progress;
    this.#turn = advance(this.#recipe, before, event, Math.random());
    const { command, progress, answer, round } = this.#turn;
    const { seq } = this.#item;
    if (answer && event.kind === "called" && event.outcome.kind === "answered")
      this.#account.placeAnswer(answer, round ? roundText(round) : event.outcome.text);
    const hasResult = event.kind === "worked" && round !== undefined;
    const told = hasResult ? toldRound(round) : null;
    if (told) this.#account.keepAgain(seq, told.entryId, told.text);
    for (const step of stepsEndedSince(this.#recipe, before, progress))
      this.#endedSteps.push({ seq, ...step });
    if (progress.ended.length > before.ended.length && this.#answered) this.#keepAnswer(this.#answered);
    // What was paid survives the worker that waits for what comes next.
    if (command.do !== "end" && (this.#account.hasUnwritten || this.#endedSteps.length > 0 || hasResult))
      this.#flush({ carried: carriedOf(progress) });
  }

  #end(ending: ItemEnding): void {
    const { batch } = this.#chunk;
    if (ending.state === "failed")
      log.debug({ batchId: batch.id, seq: this.#item.seq, failure: ending.failure.code }, "an item failed");
    this.#account.giveBack();
    this.#flush({ ended: endedItem(this.#chunk, this.#item, this.#turn.progress, ending) });
  }

  // It fitted: the next call of the kind gets it.
  #keepAnswer({ call, text }: { call: ChatCall; text: string }): void {
    this.#chunk.cache.keep(call, text);
    this.#answered = null;
  }

  /** Leaves the item unfinished, with what it has paid for. */
  #leave(): false {
    this.#account.giveBack();
    this.#flush({ carried: carriedOf(this.#turn.progress) });
    return false;
  }

  #flush(change: Pick<ItemResult, "ended" | "carried">): void {
    const steps = this.#endedSteps;
    this.#endedSteps = [];
    this.#chunk.buffer.add({
      ...resultOf(this.#chunk, this.#item, this.#account.take()),
      ...(steps.length > 0 && { steps }),
      ...change,
    });
  }

  async #pauseIf(tripped: Failure | null): Promise<void> {
    if (tripped) await this.#pauseBatch(tripped);
  }

  async #pauseBatch(reason: Failure): Promise<void> {
    const { batch, stop } = this.#chunk;
    log.warn({ batchId: batch.id, reason: reason.code }, "a batch was paused");
    await pauseForReason(db(), batch.id, reason, { onceNothingInFlight: reason.code === "over_budget" });
    stop();
  }
}

function resultOf({ chunk }: OpenChunk, { seq }: OpenItem, calls: UnwrittenCalls): ItemResult {
  return { chunk: chunk.number, fence: chunk.fence, seq, ...calls };
}
