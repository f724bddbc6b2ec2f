import type { AssetRecord } from "#db/queries/images/assets.ts";
import type { StoredCandidate } from "#db/schema/images.ts";
import type { CallKey } from "#lib/calls/call-key.ts";
import { type Account, type Callee, type PayOptions, pay } from "#lib/calls/pay.ts";
import { settledCost } from "#lib/calls/settle-call.ts";
import { inPictureProcess } from "#lib/images/apart/in-picture-process.ts";
import { type DrawnAnswer, drawingFor } from "#lib/images/drawing/drawing.ts";
import { isPassing } from "#lib/images/load-shown.ts";
import { pictureSource } from "#lib/images/picture-source.ts";
import { readAsset } from "#lib/images/read-asset.ts";
import { Slots } from "#lib/images/slots.ts";
import type { ItemEvent } from "#lib/items/advance.ts";
import { comesToNothing, longWait, obstacleIn, refusedBy } from "#lib/items/call-failures.ts";
import { askedOfDrawing, type DrawnEvidence, type DrawnSource } from "#lib/items/pictures-of.ts";
import type { PaidWork, WorkOutcome } from "#lib/items/work-outcome.ts";
import type { CallOutcome, UnansweredCall } from "#lib/models/endpoints/call-outcome.ts";
import { sumAmounts } from "#lib/money.ts";
import { accept, type Refusal, type Result, refuse } from "#lib/result.ts";
import type { DrawingWork } from "#lib/templates/render-work.ts";

/** Who pays for what is drawn, for which item, and how its calls are made. */
export interface DrawingTerms {
  account: Account;
  callee: Callee;
  memberId: string;
  /** A batch, a trial or a regeneration: what its item was given before is given again. */
  runId: string;
  seq: number;
  /** The step's place, from 0. */
  step: number;
  /** Calls of the item so far: those that follow are others. */
  calls: number;
  options: Pick<PayOptions<DrawnAnswer>, "leaving" | "evenIfOut" | "patienceMs"> & { signal: AbortSignal };
  /** Is told how each call ended. */
  onCalled?: (outcome: CallOutcome<DrawnAnswer>) => void;
}

/**
 * Has a model draw the candidates of a step, in as many calls as it takes, each paid by the item's account. What it refuses
 * after some were drawn leaves those. @returns what the item's progress is told; `null` where its run may go on no more.
 */
export async function drawPictures(work: DrawingWork, terms: DrawingTerms): Promise<ItemEvent | null> {
  const { leaving, signal } = terms.options;
  if (leaving.aborted) return null;
  const within = AbortSignal.any([leaving, signal]);
  const draw = async () => {
    const asked = await sourceOf(work, terms.memberId, within);
    return asked.ok ? new Drawing(work, asked.value, terms).draw() : notAsked(asked.refusal, work);
  };
  return slots.with(draw, within).catch((cause: unknown) => {
    if (within.aborted) return null;
    throw cause;
  });
}

// What was paid is told, whoever stops waiting.
const UNTIL_IT_IS_DONE = new AbortController().signal;

/** Pictures in hand at once: each is held as it goes out while it waits for its model's gate. */
const MOST_AT_ONCE = 16;

// One count a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkDrawings?: Slots };
holder.pressworkDrawings ??= new Slots(MOST_AT_ONCE);
const slots = holder.pressworkDrawings;

interface Source {
  asset: AssetRecord;
  bytes: Buffer;
}

async function sourceOf(
  { source }: DrawingWork,
  memberId: string,
  signal: AbortSignal,
): Promise<Result<Source, string>> {
  if (source === "") return refuse("picture_source_missing");
  const found = await pictureSource({ source, memberId }, signal);
  if (!found.ok) return found;
  const read = await readAsset(found.value.id);
  return read ? accept({ asset: found.value, bytes: read.bytes }) : refuse("picture_gone");
}

function notAsked(refusal: Refusal, { source }: DrawingWork): ItemEvent {
  const failure = { code: refusal.code, params: { ...refusal.params, picture: source } };
  return { kind: "worked", outcome: { kind: isPassing(refusal) ? "unavailable" : "refused", failure } };
}

/** One step's pictures while they are drawn. */
class Drawing {
  readonly #work: DrawingWork;
  readonly #source: Source;
  readonly #terms: DrawingTerms;
  #candidates: StoredCandidate[] = [];
  #paid: PaidWork = { attempts: 0, cost: "0" };

  constructor(work: DrawingWork, source: Source, terms: DrawingTerms) {
    this.#work = work;
    this.#source = source;
    this.#terms = terms;
  }

  async draw(): Promise<ItemEvent | null> {
    while (this.#candidates.length < this.#work.count) {
      const called = await this.#call();
      if (called === null || "kind" in called) return called;
      const { outcome } = called;
      if (outcome.kind !== "answered")
        return this.#candidates.length > 0 && isFinal(outcome) ? this.#done() : this.#ended(outcome);
      if (outcome.drawn.length === 0) {
        if (this.#candidates.length > 0) return this.#done();
        return this.#worked({
          kind: "refused",
          failure: { code: outcome.isLost ? "drawn_lost" : "drawn_unusable" },
        });
      }
      this.#candidates.push(...outcome.drawn);
    }
    return this.#done();
  }

  async #call(): Promise<{ outcome: CallOutcome<DrawnAnswer> } | ItemEvent | null> {
    const { account, callee, memberId, runId, seq, step, calls, options, onCalled } = this.#terms;
    const { wish, count, seed } = this.#work;
    const { asset, bytes } = this.#source;
    const before = this.#candidates.length;
    const asked = { count: count - before, seed: seed === undefined ? undefined : seed + before };
    const request = await inPictureProcess("drawing", { source: bytes, wish, ...asked }, options.signal);
    if (!request.ok) return notAsked(request.refusal, this.#work);
    const key: CallKey = {
      seq,
      step,
      call: calls + this.#paid.attempts,
      purpose: "generate",
      fallback: false,
    };
    const place = { runId, place: `${seq}.${step}.${before}` };
    const prompt = wish.task === "edit" ? wish.prompt : "";
    const forWhom = { memberId, name: asset.name, sourceId: asset.id, source: bytes, prompt };
    const endpoint = drawingFor(forWhom, place);
    const paid = await pay(account, { key, callee, endpoint, request: request.value }, options);
    if (paid.kind === "left") return this.#left();
    if (paid.kind === "unfunded") return { kind: "unfunded", budget: paid.budget, paid: this.#paid };
    const { outcome, settlement } = paid;
    const isMade = outcome.kind !== "throttled" && !("cached" in outcome && outcome.cached);
    this.#paid = {
      attempts: this.#paid.attempts + (isMade ? 1 : 0),
      cost: sumAmounts([this.#paid.cost, settledCost(settlement)]),
    };
    onCalled?.(outcome);
    return { outcome };
  }

  // Whoever looks on is told how long the model takes nothing, where that is why.
  #left(): ItemEvent | null {
    const { options, callee } = this.#terms;
    const retryAfterMs = callee.gate.fullForMs;
    if (options.leaving.aborted || options.patienceMs === undefined || retryAfterMs === 0) return null;
    return this.#ended({ kind: "throttled", retryAfterMs });
  }

  #ended(outcome: UnansweredCall): ItemEvent {
    if (outcome.kind === "throttled")
      return this.#worked({ kind: "throttled", forMs: outcome.retryAfterMs, failure: longWait(outcome) });
    const obstacle = obstacleIn(outcome);
    if (obstacle) return this.#worked({ kind: "blocked", failure: obstacle });
    if (outcome.kind === "refused") return this.#worked({ kind: "refused", failure: refusedBy(outcome) });
    if (outcome.kind === "exhausted") throw new TypeError("What is exhausted stands in the way.");
    return this.#worked({ kind: "unavailable", failure: comesToNothing(outcome) });
  }

  async #done(): Promise<ItemEvent> {
    const { field, modelId, wish, count } = this.#work;
    const candidates = this.#candidates.slice(0, count);
    const prompt = wish.task === "edit" ? wish.prompt : "";
    const sourceId = this.#source.asset.id;
    const asked = askedOfDrawing(wish, await this.#sourceFacts());
    const evidence: DrawnEvidence = { kind: "drawn", field, sourceId, modelId, prompt, asked, candidates };
    const value = { [field]: candidates[0]?.assetId ?? null };
    return this.#worked({ kind: "done", value, evidence: { ...evidence } });
  }

  async #sourceFacts(): Promise<DrawnSource> {
    const { asset, bytes } = this.#source;
    const whiteBorder = await inPictureProcess("whiteBorder", bytes, UNTIL_IT_IS_DONE);
    return { width: asset.width, height: asset.height, whiteBorder };
  }

  #worked(outcome: WorkOutcome): ItemEvent {
    return { kind: "worked", outcome: { ...outcome, paid: this.#paid } };
  }
}

/** Whether asking again would come to the same. */
function isFinal(outcome: UnansweredCall): boolean {
  return outcome.kind === "refused" && !outcome.unaccepted;
}
