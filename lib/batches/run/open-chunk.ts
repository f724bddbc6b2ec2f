import { db } from "#db/client.ts";
import { pauseForReason } from "#db/queries/batches/batches.ts";
import type { OwnedChunk } from "#db/queries/batches/reserve-calls.ts";
import type { BatchPurse } from "#lib/calls/batch-account.ts";
import type { Callees } from "#lib/calls/callees.ts";
import type { Callee } from "#lib/calls/pay.ts";
import { payerOf } from "#lib/calls/payer-of-batch.ts";
import type { ResponseCache } from "#lib/calls/response-cache.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { accept, type Result } from "#lib/result.ts";
import { watchBatch } from "./batch-watch.ts";
import { LONGEST_RUN_MS } from "./chunk-plan.ts";
import type { HeldChunk } from "./held-chunks.ts";
import type { ResultBuffer } from "./result-buffer.ts";
import { type BatchMaterials, type Obstacle, type SharedBatch, shareBatch } from "./shared-batch.ts";

/** In-flight calls get this long after the process was asked to stop. */
const DRAIN_MS = 6_500;
/** And after the batch was cancelled: whoever cancels does not wait for a call that never ends. */
const CANCEL_DRAIN_MS = 5_000;

/** Everything the items of a chunk have in common while one worker makes them. */
export interface OpenChunk
  extends Callees,
    Pick<BatchMaterials, "batch" | "recipe" | "recipeIn" | "parameters" | "checks" | "memory"> {
  chunk: OwnedChunk;
  purse: BatchPurse;
  buffer: ResultBuffer;
  /** What tells that too many in a row fail alike. */
  breaker: Pick<SharedBatch, "noteEnding" | "noteCall">;
  /** Where identical calls are made once, of those that ask for it. */
  cache: ResponseCache;
  held: HeldChunk;
  /** Aborts when no new call may start: the batch was paused or cancelled, or the process is to stop. */
  leaving: AbortSignal;
  /** Aborts when the batch was cancelled. */
  cancelled: AbortSignal;
  /** Aborts when calls in flight have had their time: the process stops, or the batch was cancelled. */
  givingUp: AbortSignal;
  /** The chunk as its next items are made: with the model, its price and key as they are now; stopped without them. */
  renewed(): Promise<OpenChunk>;
  /** Stops from the inside: no new call starts, and whoever goes on does so with the model and key as they are then. */
  stop(): void;
  /** Gives back what it shares with other chunks. */
  close(): void;
}

/** Opens a chunk that was taken, with the model, its price and limits as they are now. */
export async function openChunk(
  chunk: OwnedChunk,
  held: HeldChunk,
  stopping: AbortSignal,
): Promise<Result<OpenChunk, Obstacle>> {
  const shared = shareBatch(chunk.batchId);
  const materials = await shared.batch.materials().catch((cause) => {
    shared.leave();
    throw cause;
  });
  if (!materials.ok) {
    shared.leave();
    return materials;
  }
  const watch = watchBatch(chunk.batchId);
  const inside = new AbortController();
  const long = setTimeout(() => inside.abort(), LONGEST_RUN_MS).unref();
  const givingUp = new AbortController();
  const drains: NodeJS.Timeout[] = [];
  const drainIn = (ms: number) => () => {
    drains.push(setTimeout(() => givingUp.abort(), ms));
  };
  const [onStop, onCancel] = [drainIn(DRAIN_MS), drainIn(CANCEL_DRAIN_MS)];
  stopping.addEventListener("abort", onStop, { once: true });
  watch.cancelled.addEventListener("abort", onCancel, { once: true });
  const leaving = AbortSignal.any([stopping, watch.halted, inside.signal]);
  const { reservations, cache, buffer } = shared.batch;
  const withMaterials = ({
    batch,
    recipe,
    recipeIn,
    parameters,
    checks,
    memory,
    model,
    fallback,
    stepModels,
  }: BatchMaterials) => ({
    batch,
    recipe,
    recipeIn,
    parameters,
    checks,
    memory,
    callee: gated(model),
    fallback: fallback && gated(fallback),
    stepCallees: new Map([...stepModels].map(([id, asked]) => [id, gated(asked)])),
    cache,
    purse: { payer: payerOf(batch), chunk, reservations, leaving },
  });
  return accept({
    ...withMaterials(materials.value),
    chunk,
    buffer,
    breaker: shared.batch,
    held,
    leaving,
    cancelled: watch.cancelled,
    givingUp: givingUp.signal,
    async renewed() {
      const now = await shared.batch.materials();
      if (now.ok)
        return now.value.model === this.callee.model ? this : { ...this, ...withMaterials(now.value) };
      // A price in another currency, or none: nothing more is asked for at the former one.
      const { code, params } = now.refusal;
      if (code !== "not_running")
        await pauseForReason(db(), chunk.batchId, { code, ...(params && { params }) });
      this.stop();
      return this;
    },
    stop() {
      inside.abort();
      shared.batch.forgetMaterials();
    },
    close() {
      stopping.removeEventListener("abort", onStop);
      watch.cancelled.removeEventListener("abort", onCancel);
      for (const drain of drains) clearTimeout(drain);
      clearTimeout(long);
      watch.leave();
      shared.leave();
    },
  });
}

function gated(model: CallableModel): Callee {
  return { model, gate: gateTo(model) };
}
