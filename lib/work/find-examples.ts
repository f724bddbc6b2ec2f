import { LRUCache } from "lru-cache";
import { db } from "#db/client.ts";
import { holdsRowsOf } from "#db/queries/knowledge/documents.ts";
import type { Failure } from "#lib/failure.ts";
import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import { ROWS_EXTENSION } from "#lib/knowledge/reading/document-extensions.ts";
import { type Retrieved, retrievePassages } from "#lib/knowledge/retrieve-passages.ts";
import type { Result } from "#lib/result.ts";
import {
  type ExampleRows,
  type ExamplesWork,
  examplesOf,
  readExampleRows,
} from "#lib/templates/read-examples.ts";
import { isLasting, outcomeOf } from "./search-trouble.ts";

type NearestWork = Extract<ExamplesWork, { pick: "nearest" }>;
type Asker = { memberId: string; leaving: AbortSignal };

/** Of the rows that are near, more are read than are wanted: the row itself, and some that do not fit, are left out. */
const FOUND_PER_EXAMPLE = 3;
const FOUND_BESIDES = 2;

/**
 * Takes rows of a dataset as the examples of a step: those that it names, or those nearest in meaning to what it looks
 * for, the nearest last. What was taken, what was left out and why, is its evidence. What turns the question into a vector
 * is paid by the collection; where that comes to nothing for a while, the item waits. @returns `null` where it was left
 * before its end.
 */
export async function findExamples(work: ExamplesWork, asker: Asker): Promise<WorkOutcome | null> {
  if (work.pick === "fixed") return endWith(work, work.rowNumbers, {});
  const { collectionId, query } = work;
  const asked = { collectionId, query };
  if (query.trim() === "") return endWith(work, [], { ...asked, mode: null, notice: null, found: [] });
  const found = await nearestRows(work, asker);
  if (asker.leaving.aborted) return null;
  if (!found.ok) {
    const isGone = found.refusal.code === "not_found";
    return isGone ? blocked({ code: "collection_unknown" }) : outcomeOf(found.refusal);
  }
  const { mode, notice, passages } = found.value;
  // That no row has a word of the question is ordinary; that there are no rows is not.
  if (passages.length === 0 && !(await holdsRowsOf(db(), work)))
    return blocked({ code: "examples_not_found" });
  const nearness = new Map<number, number>();
  // A long row is several passages, of which the nearest counts.
  for (const { place, score, document } of passages) {
    const row = document.name.endsWith(ROWS_EXTENSION) ? place.rows?.[0] : undefined;
    if (row !== undefined && !nearness.has(row)) nearness.set(row, score);
  }
  const rows = [...nearness.keys()];
  const scores = [...nearness].map(([row, score]) => ({ row, score }));
  return endWith(work, rows, { ...asked, mode, notice: notice?.code ?? null, found: scores });
}

// By meaning; by the words where this database, or the collection, has no vectors.
async function nearestRows(
  { collectionId, datasetId, query, limit }: NearestWork,
  { memberId, leaving }: Asker,
): Promise<Result<Retrieved>> {
  const filter = { all: [{ field: "datasetId", is: "equals" as const, value: datasetId }] };
  const wanted = limit * FOUND_PER_EXAMPLE + FOUND_BESIDES;
  const asked = { collectionId, memberId, query, limit: wanted, filter };
  const near = await retrievePassages({ ...asked, mode: "vector" }, leaving);
  if (near.ok || !isLasting(near.refusal)) return near;
  const worded = await retrievePassages({ ...asked, mode: "text" }, leaving);
  return worded.ok ? { ok: true, value: { ...worded.value, notice: near.refusal } } : worded;
}

async function endWith(
  work: ExamplesWork,
  rowNumbers: readonly number[],
  search: Record<string, unknown>,
): Promise<WorkOutcome> {
  const { datasetId } = work;
  const rows = await (work.pick === "fixed"
    ? readFixed(datasetId, rowNumbers)
    : readExampleRows(db(), datasetId, rowNumbers));
  if (!rows) return blocked({ code: "examples_dataset_gone" });
  const { value, evidence } = examplesOf(work, rows);
  return { kind: "done", value, evidence: { ...evidence, ...search } };
}

/** Thousands of items ask for the same rows; a correction of one holds for the next of them all the same. */
const ROWS_KEPT_MS = 1_000;
const MOST_KEPT = 200;
const kept = new LRUCache<string, Promise<ExampleRows | null>>({ max: MOST_KEPT, ttl: ROWS_KEPT_MS });

function readFixed(datasetId: string, rowNumbers: readonly number[]): Promise<ExampleRows | null> {
  const key = JSON.stringify([datasetId, rowNumbers]);
  const known = kept.get(key);
  if (known) return known;
  const read = readExampleRows(db(), datasetId, rowNumbers);
  kept.set(key, read);
  read.catch(() => kept.delete(key));
  return read;
}

function blocked(failure: Failure): WorkOutcome {
  return { kind: "blocked", failure };
}
