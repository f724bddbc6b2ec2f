import { db } from "#db/client.ts";
import type { BatchRow } from "#db/queries/batches/batches.ts";
import { type ChunkRow, readSettledSeqs } from "#db/queries/batches/chunks.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { readRows, readRowsByNumber } from "#db/queries/datasets.ts";
import { AppError } from "#lib/app-error.ts";
import { type ItemSource, type Progress, progressOf } from "#lib/items/progress.ts";
import type { Recipe } from "#lib/items/recipe.ts";
import { examplesText, type RememberedOutput, type TemplateMemory } from "#lib/memory/recall.ts";
import { placeOf } from "../item-seq.ts";
import { openSeqs } from "./chunk-plan.ts";

/** An item that is still to be made: its place, and how far earlier runs of it have come. */
export interface OpenItem {
  seq: number;
  rowNumber: number;
  language: string;
  progress: Progress;
  /** Its output, where that is an approved one used again: it needs no call. */
  remembered: RememberedOutput | null;
}

/** What open items are made of, beside their rows. */
interface OpenBatch {
  batch: BatchRow;
  recipe: Pick<Recipe, "steps">;
  memory: TemplateMemory | null;
}

/** The items of a chunk that have not ended, with their rows, what earlier runs left behind and what is remembered. */
export async function readOpenItems(
  { batch, recipe, memory }: OpenBatch,
  chunk: ChunkRow,
): Promise<OpenItem[]> {
  const seqs = openSeqs(chunk, await readSettledSeqs(db(), chunk));
  const places = seqs.map((seq) => ({ seq, ...placeOf(seq, batch.languages) }));
  const [first, last] = [places.at(0), places.at(-1)];
  if (!first || !last) return [];
  const rows = chunk.seqs
    ? await readRowsByNumber(db(), batch.datasetId, [...new Set(places.map(({ rowNumber }) => rowNumber))])
    : await readRows(db(), batch.datasetId, first.rowNumber, last.rowNumber);
  const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
  const steps = recipe.steps.length > 1 ? await readSteps(db(), batch.id, seqs) : null;
  const sources = places.map((place) => {
    const values = valuesOf.get(place.rowNumber);
    if (!values) throw new AppError("A row of a batch is gone.", { facts: { batchId: batch.id, ...place } });
    return { values, language: place.language };
  });
  const recalled = memory ? await memory.recall(db(), sources) : null;
  return places.map((place, index) => {
    const source = sources[index] as ItemSource;
    const { remembered = null, examples = [] } = recalled?.[index] ?? {};
    const told = examples.length > 0 ? { ...source, examples: examplesText(examples) } : source;
    const carried = chunk.carried[place.seq];
    const progress = progressOf(told, carried, steps?.get(place.seq));
    // What was paid for already is brought to its end.
    return { ...place, progress, remembered: carried ? null : remembered };
  });
}
