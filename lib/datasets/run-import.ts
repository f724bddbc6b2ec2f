import { db } from "#db/client.ts";
import { type DatasetRecord, findDataset } from "#db/queries/datasets.ts";
import { finishImport, storeBatch } from "#db/queries/datasets-import.ts";
import { AppError } from "#lib/app-error.ts";
import type { LocalCopy } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import type { Refusal } from "#lib/result.ts";
import { FileRefusal } from "./file-refusal.ts";
import { importPlanSchema } from "./import-plan.ts";
import { type ReadSummary, readInThread } from "./read-in-thread.ts";
import { uploadKey } from "./upload-key.ts";

/**
 * Reads the planned columns of an upload into its dataset, a batch a statement. What is committed stays: a run
 * that follows a crash reads the file again and stores only the rows after the last one committed.
 * @throws when it was asked to stop or the database went away, so that the queue runs it again.
 */
export async function runImport({ datasetId }: { datasetId: string }, signal: AbortSignal): Promise<void> {
  const dataset = await findDataset(db(), datasetId);
  if (dataset?.status !== "importing" || dataset.archivedAt || !dataset.uploadId) return;
  const copy = await (await objectStore()).localCopy(uploadKey(dataset.uploadId));
  if (!copy) return fail(datasetId, { code: "upload_gone" });
  try {
    await importCopy(dataset, copy, signal);
  } finally {
    await copy.release();
  }
}

/** The job was tried in vain: the dataset says so. */
export function giveUpImport({ datasetId }: { datasetId: string }): Promise<void> {
  return fail(datasetId, { code: "given_up" });
}

async function importCopy(dataset: DatasetRecord, copy: LocalCopy, signal: AbortSignal): Promise<void> {
  const datasetId = dataset.id;
  const task = {
    path: copy.path,
    plan: importPlanSchema.parse(dataset.importPlan),
    afterSourceRow: dataset.sourceRowsRead,
    maxSourceRows: Number.POSITIVE_INFINITY,
  };
  let summary: ReadSummary;
  try {
    const stored = await storeRows(datasetId, task, signal);
    if (!stored) return;
    summary = stored;
  } catch (error) {
    if (error instanceof FileRefusal) return fail(datasetId, error.refusal);
    throw error;
  }
  if (summary.rowCount === 0) {
    const rejected = (await findDataset(db(), datasetId))?.errorCount ?? 0;
    return fail(
      datasetId,
      rejected > 0 ? { code: "no_valid_rows", params: { rejected } } : { code: "no_rows" },
    );
  }
  await finishImport(db(), datasetId, { status: "ready", columns: summary.columns, bytesRead: copy.bytes });
  log.info({ datasetId, rows: summary.rowCount }, "a dataset was imported");
}

/** @returns `null` when the dataset was archived in the meantime. */
async function storeRows(
  datasetId: string,
  task: Parameters<typeof readInThread>[0],
  signal: AbortSignal,
): Promise<ReadSummary | null> {
  const batches = readInThread(task, signal);
  let standsAt = task.afterSourceRow;
  try {
    for (;;) {
      const next = await batches.next();
      if (next.done) return next.value;
      signal.throwIfAborted();
      if (!(await storeBatch(db(), datasetId, standsAt, next.value))) {
        const dataset = await findDataset(db(), datasetId);
        if (!dataset || dataset.archivedAt || dataset.status !== "importing") return null;
        throw new AppError("Another importer is reading the same file.", { facts: { datasetId } });
      }
      standsAt = next.value.lastSourceRow;
    }
  } finally {
    await batches.return(undefined as never);
  }
}

async function fail(datasetId: string, { code, params }: Refusal): Promise<void> {
  await finishImport(db(), datasetId, { status: "failed", failure: { code, ...(params && { params }) } });
}
