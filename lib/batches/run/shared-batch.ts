import { db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import { findVersion } from "#db/queries/templates.ts";
import { AppError } from "#lib/app-error.ts";
import { BatchReservations } from "#lib/calls/batch-reservations.ts";
import { ResponseCache } from "#lib/calls/response-cache.ts";
import { loadAgreements } from "#lib/checks/by-model/load-agreements.ts";
import { loadTemplateChecks, type TemplateChecks } from "#lib/checks/template-checks.ts";
import type { Failure } from "#lib/failure.ts";
import { loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import type { ItemEnding } from "#lib/items/advance.ts";
import { type BreakerTurn, closedBreaker, noteCall, noteEnding } from "#lib/items/breaker.ts";
import { memoryOf, type TemplateMemory } from "#lib/memory/recall.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { log } from "#lib/observability/log.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { loadRunModel, type RunModelRefusal } from "#lib/templates/run-model.ts";
import {
  loadStepModels,
  type StepModelRefusal,
  type StepModels,
  stepsAsked,
} from "#lib/templates/step-models.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { openingAt } from "../off-peak.ts";
import { type BatchTerms, termsOf } from "../terms.ts";
import { ResultBuffer } from "./result-buffer.ts";
import { settleEnded } from "./settle-ended.ts";

/** What every item of a batch is made with. */
export interface BatchMaterials extends BatchTerms {
  batch: BatchRow;
  /** Of the template, with its lexicons as they are now, and its glossaries as the launch fixed them. */
  checks: TemplateChecks;
  /** What its template has approved before; `null` where it is not used again. */
  memory: TemplateMemory | null;
  model: CallableModel;
  /** Asked when `model` gives no answer; `null` also when it cannot be called (any more). */
  fallback: CallableModel | null;
  /** Of a chain: those that steps ask in place of `model`. */
  stepModels: StepModels;
}

/** Why no item of a batch can be made: until somebody acts, or because it does not run (any more). */
export type Obstacle = "not_running" | RunModelRefusal | "price_currency_changed" | StepModelRefusal;

/** A change of a price, a limit or a key holds from then on for the next items of every chunk. */
const MATERIALS_KEPT_MS = 1_000;

/** What the chunks of one batch share in this process. */
export class SharedBatch {
  readonly buffer: ResultBuffer;
  readonly reservations: BatchReservations;
  readonly cache = new ResponseCache();
  readonly #batchId: string;
  #version: TemplateVersion | null = null;
  #memory: TemplateMemory | null = null;
  #breaker = closedBreaker;
  #materials: Promise<Result<BatchMaterials, Obstacle>> | null = null;
  #readAtMs = 0;
  /** The last that were read: what ends now was made with them. */
  #latest: BatchMaterials | null = null;

  constructor(batchId: string) {
    this.#batchId = batchId;
    this.buffer = new ResultBuffer(batchId, (tx, ended) =>
      this.#latest ? settleEnded(tx, this.#latest, ended) : Promise.resolve(ended),
    );
    this.reservations = new BatchReservations(batchId);
  }

  /** The batch's model, price and limits as they are now, within a second. */
  materials(): Promise<Result<BatchMaterials, Obstacle>> {
    const now = performance.now();
    if (this.#materials && now - this.#readAtMs < MATERIALS_KEPT_MS) return this.#materials;
    this.#readAtMs = now;
    this.#materials = this.#read().catch((cause) => {
      this.#materials = null;
      throw cause;
    });
    return this.#materials;
  }

  /** What was read counts no more: somebody may change it before the batch goes on. */
  forgetMaterials(): void {
    this.#materials = null;
  }

  /** Notes the end of an item; why the batch is to be paused, where too many in a row failed alike. */
  noteEnding(ending: ItemEnding): Failure | null {
    return this.#note(noteEnding(this.#breaker, ending));
  }

  /** Notes the end of a call; as above, where too many in a row came to nothing alike. */
  noteCall(outcome: CallOutcome<unknown>): Failure | null {
    return this.#note(noteCall(this.#breaker, outcome));
  }

  #note({ breaker, trip }: BreakerTurn): Failure | null {
    this.#breaker = breaker;
    return trip;
  }

  async #read(): Promise<Result<BatchMaterials, Obstacle>> {
    const batch = await findBatch(db(), this.#batchId);
    if (batch?.state !== "running" || !openingAt(batch.offPeak, new Date()).open)
      return refuse("not_running");
    this.#version ??= (await findVersion(db(), batch.templateVersionId)) as TemplateVersion | null;
    const version = this.#version;
    if (!version) throw new AppError("A batch's template version is gone.", { facts: { batchId: batch.id } });
    const model = await loadRunModel(db(), version, batch);
    if (!model.ok) return model;
    if (model.value.price.currency !== batch.currency) return refuse("price_currency_changed");
    const stepModels = await loadStepModels(
      db(),
      stepsAsked(version, "batch", batch.languages),
      batch.currency,
    );
    if (!stepModels.ok) return stepModels;
    const fallback = await readFallback(batch);
    const prompted = await loadPromptTerms(db(), version, batch.glossaries);
    const agreements = await loadAgreements(db(), version);
    const terms = termsOf(batch, version, { hasFallback: fallback !== null, terms: prompted, agreements });
    const checks = await loadTemplateChecks(db(), version.checks, batch.languages, batch);
    this.#memory ??= memoryOf(version);
    const models = { model: model.value, fallback, stepModels: stepModels.value };
    this.#latest = { ...terms, batch, checks, memory: this.#memory, ...models };
    return accept(this.#latest);
  }
}

async function readFallback({ id, fallbackModelId, currency }: BatchRow): Promise<CallableModel | null> {
  if (!fallbackModelId) return null;
  const fallback = await loadCallableModel(db(), fallbackModelId);
  if (fallback.ok && fallback.value.price.currency === currency) return fallback.value;
  log.warn({ batchId: id, modelId: fallbackModelId }, "a batch's fallback model cannot be called");
  return null;
}

interface Shared {
  batch: SharedBatch;
  users: number;
  leaving: NodeJS.Timeout | null;
}

/** A batch's next chunk usually comes at once: what they share outlasts the moment between two. */
const KEPT_MS = 5_000;
const sharedBatches = new Map<string, Shared>();

/** What this process's chunks of a batch share; give it back with `leave`. */
export function shareBatch(batchId: string): { batch: SharedBatch; leave(): void } {
  const shared = sharedBatches.get(batchId) ?? { batch: new SharedBatch(batchId), users: 0, leaving: null };
  shared.users++;
  if (shared.leaving) clearTimeout(shared.leaving);
  sharedBatches.set(batchId, shared);
  return {
    batch: shared.batch,
    leave() {
      if (--shared.users > 0) return;
      shared.leaving = setTimeout(() => sharedBatches.delete(batchId), KEPT_MS).unref();
    },
  };
}
