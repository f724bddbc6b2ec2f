import { db } from "#db/client.ts";
import type { BatchRow } from "#db/queries/batches/batches.ts";
import { type ChunkRow, readSettledSeqs } from "#db/queries/batches/chunks.ts";
import type { OwnedChunk } from "#db/queries/batches/claim-calls.ts";
import { readRows, readRowsByNumber } from "#db/queries/datasets.ts";
import { AppError } from "#lib/app-error.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallGate } from "#lib/pacing/call-gate.ts";
import { gateTo } from "#lib/pacing/gates.ts";
import { accept, type Result } from "#lib/result.ts";
import { placeOf } from "../item-seq.ts";
import { watchBatch } from "./batch-watch.ts";
import { LONGEST_RUN_MS, openSeqs } from "./chunk-plan.ts";
import type { HeldChunk } from "./chunk-share.ts";
import type { Funder } from "./funder.ts";
import type { ResultBuffer } from "./result-buffer.ts";
import type { SharedCalls } from "./shared-calls.ts";
import { type BatchMaterials, type Obstacle, shareRun } from "./shared-run.ts";

/** In-flight calls get this long after the process was asked to stop. */
const DRAIN_MS = 6_500;

/** A model and the gate to it. */
export interface Callee {
  model: CallableModel;
  gate: CallGate;
}

/** Everything the items of a chunk have in common while one worker makes them. */
export interface ChunkRun extends Omit<BatchMaterials, "fallback">, Callee {
  chunk: OwnedChunk;
  /** Where items go whose own model gives no answer. */
  fallback: Callee | null;
  buffer: ResultBuffer;
  funder: Funder;
  calls: SharedCalls;
  held: HeldChunk;
  /** Aborts when no new call may start: the batch was paused or cancelled, or the process is to stop. */
  leaving: AbortSignal;
  /** Aborts when calls in flight have had their time. */
  givingUp: AbortSignal;
  /** The run as its next items are made: with the model, its price and key as they are now. */
  renewed(): Promise<ChunkRun>;
  /** Stops a run from the inside. */
  stop(): void;
  /** Gives back what it shares with other chunks. */
  close(): void;
}

/** Prepares the run of a chunk that was taken, with the model, its price and limits as they are now. */
export async function openChunkRun(
  chunk: OwnedChunk,
  held: HeldChunk,
  stopping: AbortSignal,
): Promise<Result<ChunkRun, Obstacle>> {
  const shared = shareRun(chunk.batchId);
  const materials = await shared.run.materials().catch((cause) => {
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
  return accept({
    ...withGates(materials.value),
    chunk,
    buffer: shared.run.buffer,
    funder: shared.run.funder,
    calls: shared.run.calls,
    held,
    leaving: AbortSignal.any([stopping, watch.halted, inside.signal]),
    givingUp: givingUp.signal,
    async renewed() {
      const now = await shared.run.materials();
      // What stands in the way by now stops the next chunk.
      return now.ok && now.value.model !== this.model ? { ...this, ...withGates(now.value) } : this;
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

function withGates({ model, fallback, ...materials }: BatchMaterials) {
  return {
    ...materials,
    model,
    gate: gateTo(model),
    fallback: fallback && { model: fallback, gate: gateTo(fallback) },
  };
}

/** An item that is still to be made: its place and its row. */
export interface OpenItem {
  seq: number;
  rowNumber: number;
  language: string;
  values: Record<string, string>;
}

/** The items of a chunk that have not ended, with their rows. */
export async function readOpenItems(batch: BatchRow, chunk: ChunkRow): Promise<OpenItem[]> {
  const seqs = openSeqs(chunk, await readSettledSeqs(db(), chunk));
  const places = seqs.map((seq) => ({ seq, ...placeOf(seq, batch.languages) }));
  const [first, last] = [places.at(0), places.at(-1)];
  if (!first || !last) return [];
  const rows = chunk.seqs
    ? await readRowsByNumber(db(), batch.datasetId, [...new Set(places.map(({ rowNumber }) => rowNumber))])
    : await readRows(db(), batch.datasetId, first.rowNumber, last.rowNumber);
  const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
  return places.map((place) => {
    const values = valuesOf.get(place.rowNumber);
    if (!values) throw new AppError("A row of a batch is gone.", { facts: { batchId: batch.id, ...place } });
    return { ...place, values };
  });
}
