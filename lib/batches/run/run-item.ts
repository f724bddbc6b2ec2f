import { db } from "#db/client.ts";
import { pauseForReason } from "#db/queries/batches/batches.ts";
import type { CarriedItem, ClosedCall, Landing } from "#db/queries/batches/write-landings.ts";
import { callModel } from "#lib/calls/call-model.ts";
import { log } from "#lib/log.ts";
import { learnCount } from "#lib/models/count-ratio.ts";
import { boundCall, type CallBound } from "#lib/models/endpoints/bound-call.ts";
import type { CallOutcome, ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { freeAnswer } from "#lib/models/endpoints/call-outcome.ts";
import type { ModelCall } from "#lib/models/endpoints/chat.ts";
import { costOf } from "#lib/models/price.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { sleep } from "#lib/sleep.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { produceOutput } from "#lib/templates/produce-output.ts";
import type { Failure } from "../failure.ts";
import { callKey } from "./call-key.ts";
import type { Callee, ChunkRun } from "./chunk-run.ts";
import { fundCalls } from "./fund-calls.ts";
import { nextStep } from "./next-step.ts";
import { endedItem, type ItemEnding, type ReadyItem } from "./prepare-item.ts";

type Purpose = "generate" | "repair";

/** A call whose money is reserved and journalled, and which the gate let through. */
export interface FundedCall extends CallBound {
  key: string;
}

/** Thrown through a chain of calls when the item must be left for later. */
class PutBack extends Error {}

/**
 * Makes one item, from its first call to its end, and lands what happened in the run's buffer. An item that has
 * to be left (paused, cancelled, stopping, out of money) goes back with what it has paid for.
 * @param funded its first call; without one, the item asks for its own.
 * @returns whether it ended.
 */
export async function runItem(run: ChunkRun, item: ReadyItem, funded: FundedCall | null): Promise<boolean> {
  const calls = new ItemCalls(run, item, funded);
  try {
    const produced = await produceOutput({
      version: run.version,
      messages: item.messages,
      callOnce: (messages, purpose) => calls.once(messages, purpose),
    });
    const ending = endingOf(produced, calls.failure);
    if (ending.state === "failed")
      log.debug({ batchId: run.batch.id, seq: item.seq, failure: ending.failure.code }, "an item failed");
    calls.end(ending);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof PutBack)) throw thrown;
    calls.putBack();
    return false;
  }
}

/** Lands an item that was funded and never started: its promise is given back, nothing else changed. */
export function landUnstarted({ chunk, buffer }: ChunkRun, { seq }: ReadyItem, funded: FundedCall): void {
  const closed = [{ key: funded.key, reserved: funded.amount, ...UNSPENT }];
  buffer.add({ chunk: chunk.number, fence: chunk.fence, seq, entries: [], closed });
}

const UNSPENT = { spent: "0", unknown: "0", inputTokens: 0, outputTokens: 0 };

function endingOf(
  produced:
    | { kind: "succeeded"; output: Record<string, unknown> }
    | { kind: "failed"; failure: Failure }
    | { kind: "stopped" },
  failure: Failure | null,
): ItemEnding {
  if (produced.kind === "succeeded") return { state: "succeeded", output: produced.output };
  if (produced.kind === "failed") return { state: "failed", failure: produced.failure };
  return { state: "failed", failure: failure ?? { code: "no_answer" } };
}

/** The calls of one item: each funded, made, settled in the ledger, and followed as its outcome asks. */
class ItemCalls {
  /** Why the last call gave no answer. */
  failure: Failure | null = null;
  readonly #run: ChunkRun;
  readonly #item: ReadyItem;
  #callee: Callee;
  #funded: FundedCall | null;
  #callCount: number;
  #made: CarriedItem;
  #lastAnswer: string | null = null;
  /** The last call that was made and answered. */
  #answeredCall: { call: ModelCall; text: string } | null = null;
  /** Settled calls that are written together with what follows from them. */
  #unlanded: Pick<Landing, "entries" | "closed"> = { entries: [], closed: [] };

  constructor(run: ChunkRun, item: ReadyItem, funded: FundedCall | null) {
    this.#run = run;
    this.#item = item;
    this.#callee = run;
    this.#funded = funded;
    this.#callCount = funded ? 1 : 0;
    this.#made = { attempts: item.carried.attempts, cost: item.carried.cost };
  }

  /** Makes one call of the item, as often as its outcome is worth it; settles each time. */
  async once(messages: ChatMessage[], purpose: Purpose): Promise<CallOutcome> {
    const paid = purpose === "generate" ? this.#item.carried.answer : undefined;
    if (paid) return freeAnswer(paid.text);
    for (let attempts = 1; ; attempts++) {
      const funded = this.#funded ?? (await this.#fund(messages, purpose));
      this.#funded = funded;
      const outcome = await this.#call(funded, messages, purpose);
      const step = nextStep(attempts, outcome, Math.random(), this.#hasFallback);
      this.#settle(funded, outcome, purpose);
      switch (step.do) {
        case "check":
          return outcome;
        case "fail":
          this.failure = step.failure;
          this.#giveBackMoney();
          if (!this.#turnToFallback(outcome)) return outcome;
          attempts = 0;
          break;
        case "pause":
          await this.#pauseBatch(step.reason);
          throw new PutBack();
        case "wait":
          attempts--;
          this.#callee.gate.hold(step.forMs);
          break;
        case "retry":
          if (!(await sleep(step.afterMs, this.#run.leaving))) throw new PutBack();
      }
      if (this.#funded) await this.#passGate(this.#funded);
    }
  }

  /** Lands the item's end. */
  end(ending: ItemEnding): void {
    const answered = this.#answeredCall;
    if (ending.state === "succeeded" && answered && this.#run.sharesCalls)
      this.#run.calls.keep(answered.call, answered.text);
    this.#land({ ended: endedItem(this.#item, this.#made, ending) });
  }

  /** Lands the item as unfinished, with what it has paid for. */
  putBack(): void {
    this.#giveBackMoney();
    this.#land({ carried: this.#carried() });
  }

  #carried(): CarriedItem {
    const answer = this.#lastAnswer ?? this.#item.carried.answer?.text;
    return { ...this.#made, ...(answer !== undefined && { answer: { text: answer } }) };
  }

  // A model that cannot be reached may have a second one; one that refuses the request would be told the same by any.
  #turnToFallback({ kind }: CallOutcome): boolean {
    const { fallback } = this.#run;
    if (!fallback || !this.#hasFallback || (kind !== "unavailable" && kind !== "uncertain")) return false;
    this.#callee = fallback;
    return true;
  }

  get #hasFallback(): boolean {
    return this.#run.fallback !== null && this.#callee === this.#run;
  }

  async #fund(messages: ChatMessage[], purpose: Purpose): Promise<FundedCall> {
    // A paid answer that waits for its repair survives the worker that waits.
    if (this.#unlanded.closed.length > 0) this.#land({ carried: this.#carried() });
    const { model, gate } = this.#callee;
    const bound = boundCall(
      { model, schema: this.#run.schema, maxOutputTokens: this.#longest(purpose) },
      messages,
    );
    const fallback = this.#callee !== this.#run;
    const call = { ...bound, key: callKey({ seq: this.#item.seq, call: this.#callCount, fallback }) };
    await this.#passGate(call);
    const granted = await fundCalls(this.#run, [call]).catch((cause) => {
      gate.release(1);
      throw cause;
    });
    if (granted === 0) {
      gate.release(1);
      throw new PutBack();
    }
    this.#callCount++;
    return call;
  }

  #longest(purpose: Purpose): number {
    return purpose === "repair" ? this.#run.maxRepairTokens : this.#run.maxOutputTokens;
  }

  async #passGate({ tokens }: CallBound): Promise<void> {
    const { leaving } = this.#run;
    const passage = await this.#callee.gate.pass(1, tokens, leaving, { evenIfOut: this.#hasFallback });
    if (!passage) throw new PutBack();
  }

  async #call(funded: FundedCall, messages: ChatMessage[], purpose: Purpose): Promise<CallOutcome> {
    const { schema, parameters, givingUp, leaving } = this.#run;
    const { model, gate } = this.#callee;
    try {
      if (leaving.aborted) throw new PutBack();
      const call: ModelCall = {
        model,
        messages,
        outputSchema: schema,
        maxOutputTokens: this.#longest(purpose),
        parameters,
        signal: givingUp,
      };
      const outcome = await (this.#run.sharesCalls ? this.#run.calls.once(call, leaving) : callModel(call));
      if (!outcome) throw new PutBack();
      this.#answeredCall =
        outcome.kind === "answered" && !outcome.cached ? { call, text: outcome.text } : null;
      void learnCount(model, funded.counted, outcome);
      return outcome;
    } finally {
      gate.release(1);
    }
  }

  // What was promised for a call is settled with the call. An unbilled one keeps its promise for the next try.
  #settle(funded: FundedCall, outcome: CallOutcome, purpose: Purpose): void {
    if (outcome.kind === "throttled") return;
    const { model } = this.#callee;
    if (outcome.kind === "answered") {
      const { usage, cached } = outcome;
      if (!cached) this.#made.attempts++;
      const cost = costOf(usage, model.price);
      this.#made.cost = sumAmounts([this.#made.cost, cost]);
      this.#lastAnswer = purpose === "generate" ? outcome.text : null;
      const entry = this.#entry(cached ? "released" : "settled", purpose, outcome, cost);
      this.#close(funded, { spent: cost, unknown: "0", ...usage, ...(cached && { spared: 1 }) }, entry);
      return;
    }
    this.#made.attempts++;
    if (outcome.kind === "uncertain") {
      const entry = this.#entry("unknown", purpose, outcome, funded.amount);
      this.#close(funded, { spent: "0", unknown: funded.amount, inputTokens: 0, outputTokens: 0 }, entry);
      this.#land({});
    } else {
      this.#land({ entries: [this.#entry("released", purpose, outcome, "0")] });
    }
  }

  #close(
    { key, amount }: FundedCall,
    settled: Omit<ClosedCall, "key" | "reserved">,
    entry: LedgerEntry | null,
  ): void {
    this.#funded = null;
    const { spent, unknown, inputTokens, outputTokens, spared } = settled;
    this.#unlanded.closed.push({ key, reserved: amount, spent, unknown, inputTokens, outputTokens, spared });
    if (entry) this.#unlanded.entries.push(entry);
  }

  #giveBackMoney(): void {
    if (this.#funded) this.#close(this.#funded, UNSPENT, null);
  }

  #entry(
    kind: LedgerEntry["kind"],
    purpose: Purpose,
    outcome: Exclude<CallOutcome, { kind: "throttled" }>,
    cost: string,
  ): LedgerEntry {
    const { batch } = this.#run;
    const { model } = this.#callee;
    const answered = outcome.kind === "answered" ? outcome : null;
    return {
      id: newId(),
      at: new Date(),
      kind,
      batchId: batch.id,
      seq: this.#item.seq,
      language: this.#item.language,
      purpose,
      modelId: model.id,
      priceId: model.price.id,
      templateId: batch.templateId,
      templateVersionId: batch.templateVersionId,
      memberId: batch.launchedBy,
      outcome: outcome.kind === "answered" ? (outcome.cached ? "cached" : "answered") : outcome.code,
      ...answered?.usage,
      cost,
      currency: batch.currency,
      latencyMs: answered?.latencyMs ?? null,
      simulated: model.simulated,
      providerRequestId: answered?.requestId ?? null,
    };
  }

  #land({ entries = [], ...landing }: Partial<Pick<Landing, "entries" | "ended" | "carried">>): void {
    const { chunk, buffer } = this.#run;
    const { closed } = this.#unlanded;
    entries.unshift(...this.#unlanded.entries);
    this.#unlanded = { entries: [], closed: [] };
    buffer.add({ chunk: chunk.number, fence: chunk.fence, seq: this.#item.seq, entries, closed, ...landing });
  }

  async #pauseBatch(reason: Failure): Promise<void> {
    const { batch } = this.#run;
    log.warn({ batchId: batch.id, reason: reason.code }, "a batch was paused by its provider");
    await pauseForReason(db(), batch.id, reason);
    this.#run.stop();
  }
}
