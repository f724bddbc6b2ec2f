import { z } from "zod";
import { type Db, db } from "#db/client.ts";
import { type DatasetRecord, findDataset } from "#db/queries/datasets.ts";
import { finishImport, insertDataset } from "#db/queries/datasets-import.ts";
import { finishPicked, storePicked } from "#db/queries/datasets-pick.ts";
import { AppError } from "#lib/app-error.ts";
import { log } from "#lib/observability/log.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { pickRowsJob } from "./jobs.ts";

/** Rows of one statement. */
const ROWS_AT_ONCE = 1_000;

const pickSchema = z.discriminatedUnion("of", [
  z.object({
    of: z.literal("changes"),
    from: z.string(),
    comparisonId: z.string(),
    kinds: z.array(z.string()),
  }),
  z.object({
    of: z.literal("pictures"),
    from: z.string(),
    reportId: z.string(),
    problems: z.array(z.string()),
  }),
]);

/** What rows a dataset is filled with, and how many there are. */
const planSchema = z.object({ pick: pickSchema, rows: z.int() });

/** Makes a dataset that a job fills with rows of another. The caller has checked who asks, and that there are some. */
export async function insertPicked(tx: Db, { origin, plan, ...dataset }: PickedDataset): Promise<void> {
  await insertDataset(tx, {
    ...{
      ...dataset,
      status: "importing",
      keyColumn: origin.keyColumn,
      split: origin.split,
      importPlan: plan,
    },
    columns: origin.columns.map((column) => ({ ...column, filled: 0, distinct: 0, maxLength: 0 })),
  });
  await enqueue(tx, pickRowsJob, { datasetId: dataset.id });
}

interface PickedDataset {
  id: string;
  name: string;
  createdBy: string;
  /** The dataset whose rows these are. */
  origin: Pick<DatasetRecord, "keyColumn" | "split" | "columns">;
  plan: z.input<typeof planSchema>;
}

/**
 * The job: fills a dataset with the rows that were picked for it, a stretch a statement. A run that follows a crash goes on
 * after the last row that was stored, and somebody may stop it by archiving the dataset.
 */
export async function runPick({ datasetId }: { datasetId: string }, signal: AbortSignal): Promise<void> {
  const dataset = await findDataset(db(), datasetId);
  if (dataset?.status !== "importing" || dataset.archivedAt) return;
  const { pick, rows } = planSchema.parse(dataset.importPlan);
  const origin = await findDataset(db(), pick.from);
  if (!origin || origin.rowsRemovedAt) return fail(datasetId, "dataset_not_found");
  let [stored, after] = [dataset.rowCount, dataset.sourceRowsRead];
  for (;;) {
    signal.throwIfAborted();
    const page = await storePicked(db(), pick, { datasetId, after, limit: ROWS_AT_ONCE });
    if (page === null) {
      const now = await findDataset(db(), datasetId);
      if (now?.status !== "importing" || now.archivedAt) return;
      throw new AppError("Another worker is filling the same dataset.", { facts: { datasetId } });
    }
    if (page.rows === 0) break;
    stored += page.rows;
    after = page.last;
  }
  if (stored !== rows) return fail(datasetId, "picked_rows_gone");
  await finishPicked(db(), datasetId, origin.columns);
  log.info({ datasetId, rows: stored }, "a dataset was made of rows that were picked");
}

/** The job was tried in vain: the dataset says so. */
export function giveUpPick({ datasetId }: { datasetId: string }): Promise<void> {
  return fail(datasetId, "given_up");
}

function fail(datasetId: string, code: string): Promise<void> {
  return finishImport(db(), datasetId, { status: "failed", failure: { code } });
}
