import { db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import { type ChunkRow, readEndedSeqs } from "#db/queries/batches/chunks.ts";
import type { OwnedChunk } from "#db/queries/batches/claim-slice.ts";
import { readRows, readRowsByNumber } from "#db/queries/datasets.ts";
import { findVersion } from "#db/queries/templates.ts";
import { AppError } from "#lib/app-error.ts";
import type { CallParameters, JsonSchema } from "#lib/models/call-model.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { type CallGate, gateTo } from "#lib/models/pacing/call-gate.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { outputJsonSchema } from "#lib/templates/output.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import { maxOutputTokensOf } from "#lib/trials/max-output-tokens.ts";
import { watchBatch } from "./batch-watch.ts";
import { openSeqs } from "./chunk-plan.ts";
import { placeOf } from "./item-seq.ts";
import { openingAt } from "./off-peak.ts";
import { parametersSchema } from "./parameters.ts";
import { bufferOf, type ResultBuffer } from "./result-buffer.ts";

/** In-flight calls get this long after the process was asked to stop. */
const DRAIN_MS = 6_500;

/** Everything the items of a chunk have in common while one worker makes them. */
export interface ChunkRun {
  batch: BatchRow;
  chunk: OwnedChunk;
  version: TemplateVersion;
  schema: JsonSchema;
  model: CallableModel;
  parameters: CallParameters;
  maxOutputTokens: number;
  gate: CallGate;
  buffer: ResultBuffer;
  /** Aborts when no new call may start: the batch was paused or cancelled, or the process is to stop. */
  leaving: AbortSignal;
  /** Aborts when calls in flight have had their time. */
  givingUp: AbortSignal;
  /** Stops a run from the inside. */
  stop(): void;
  /** Gives back what it shares with other chunks. */
  close(): void;
}

/** Why a batch cannot go on until somebody acts. */
export type Obstacle = "unknown_price" | "model_archived" | "not_found" | "price_currency_changed";

/** Prepares the run of a chunk that was taken, with the model, its price and limits as they are now. */
export async function openChunkRun(
  batch: BatchRow,
  chunk: OwnedChunk,
  stopping: AbortSignal,
): Promise<Result<ChunkRun, Obstacle>> {
  const model = await loadCallableModel(db(), batch.modelId);
  if (!model.ok) return model;
  if (model.value.price.currency !== batch.currency) return refuse("price_currency_changed");
  const version = (await findVersion(db(), batch.templateVersionId)) as TemplateVersion | null;
  if (!version) throw new AppError("A batch's template version is gone.", { facts: { batchId: batch.id } });
  const { maxOutputTokens, ...parameters } = parametersSchema.parse(batch.parameters);
  const watch = watchBatch(batch.id);
  const shared = bufferOf(batch.id);
  const inside = new AbortController();
  const givingUp = new AbortController();
  let drain: NodeJS.Timeout | undefined;
  const startDrain = () => {
    drain = setTimeout(() => givingUp.abort(), DRAIN_MS);
  };
  stopping.addEventListener("abort", startDrain, { once: true });
  return accept({
    batch,
    chunk,
    version,
    schema: outputJsonSchema(version.outputs) as JsonSchema,
    model: model.value,
    parameters: parameters as CallParameters,
    maxOutputTokens: maxOutputTokens ?? maxOutputTokensOf(version.outputs),
    gate: gateTo(model.value),
    buffer: shared.buffer,
    leaving: AbortSignal.any([stopping, watch.halted, inside.signal]),
    givingUp: givingUp.signal,
    stop: () => inside.abort(),
    close() {
      stopping.removeEventListener("abort", startDrain);
      clearTimeout(drain);
      watch.leave();
      shared.leave();
    },
  });
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
  const seqs = openSeqs(chunk, await readEndedSeqs(db(), chunk));
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

/** The batch, if calls may still be made for it. */
export async function findRunningBatch(batchId: string): Promise<BatchRow | null> {
  const batch = await findBatch(db(), batchId);
  return batch?.state === "running" && openingAt(batch.offPeak, new Date()).open ? batch : null;
}
