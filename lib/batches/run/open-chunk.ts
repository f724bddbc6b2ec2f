import type { OwnedChunk } from "#db/queries/batches/reserve-calls.ts";
import type { BatchPurse } from "#lib/calls/batch-account.ts";
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

/** Everything the items of a chunk have in common while one worker makes them. */
export interface OpenChunk extends Pick<BatchMaterials, "batch" | "recipe" | "parameters"> {
  chunk: OwnedChunk;
  callee: Callee;
  /** Where items go whose own model gives no answer. */
  fallback: Callee | null;
  purse: BatchPurse;
  buffer: ResultBuffer;
  /** What tells that too many in a row fail alike. */
  breaker: Pick<SharedBatch, "noteEnding" | "noteCall">;
  /** Where identical calls are made once; `null` where each is made. */
  cache: ResponseCache | null;
  held: HeldChunk;
  /** Aborts when no new call may start: the batch was paused or cancelled, or the process is to stop. */
  leaving: AbortSignal;
  /** Aborts when calls in flight have had their time. */
  givingUp: AbortSignal;
  /** The chunk as its next items are made: with the model, its price and key as they are now. */
  renewed(): Promise<OpenChunk>;
  /** Stops from the inside: no new call starts. */
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
  let drain: NodeJS.Timeout | undefined;
  const startDrain = () => {
    drain = setTimeout(() => givingUp.abort(), DRAIN_MS);
  };
  stopping.addEventListener("abort", startDrain, { once: true });
  const leaving = AbortSignal.any([stopping, watch.halted, inside.signal]);
  const { reservations, cache, buffer } = shared.batch;
  const withMaterials = ({ batch, recipe, parameters, model, fallback, usesCache }: BatchMaterials) => ({
    batch,
    recipe,
    parameters,
    callee: calleeOf(model),
    fallback: fallback && calleeOf(fallback),
    cache: usesCache ? cache : null,
    purse: { payer: payerOf(batch), chunk, reservations, leaving },
  });
  return accept({
    ...withMaterials(materials.value),
    chunk,
    buffer,
    breaker: shared.batch,
    held,
    leaving,
    givingUp: givingUp.signal,
    async renewed() {
      const now = await shared.batch.materials();
      // What stands in the way by now stops the next chunk.
      return now.ok && now.value.model !== this.callee.model
        ? { ...this, ...withMaterials(now.value) }
        : this;
    },
    stop: () => inside.abort(),
    close() {
      stopping.removeEventListener("abort", startDrain);
      clearTimeout(drain);
      clearTimeout(long);
      watch.leave();
      shared.leave();
    },
  });
}

function calleeOf(model: CallableModel): Callee {
  return { model, gate: gateTo(model) };
}
