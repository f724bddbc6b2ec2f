import { db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { insertReport } from "#db/queries/images/reports.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { runReportJob } from "../jobs.ts";

/**
 * Starts measuring the pictures of a dataset's column, the first of each cell. Needs `assets:write`. Refuses a dataset
 * that is not there or not ready, and a column it has not.
 */
export async function startReport(
  actor: Actor,
  { datasetId, column }: { datasetId: string; column: string },
): Promise<
  Result<
    { id: string; rows: number },
    "forbidden" | "dataset_not_found" | "dataset_not_ready" | "picture_column_missing"
  >
> {
  if (!can(actor, "assets:write")) return refuse("forbidden");
  const dataset = await findDataset(db(), datasetId);
  if (!dataset || dataset.archivedAt) return refuse("dataset_not_found");
  if (dataset.status !== "ready") return refuse("dataset_not_ready", { name: dataset.name });
  if (!dataset.columns.some(({ name }) => name === column))
    return refuse("picture_column_missing", { column }, [
      { path: "column", code: "picture_column_missing", params: { column } },
    ]);
  const id = newId();
  const { rowCount: rows } = dataset;
  await db().transaction(async (tx) => {
    await insertReport(tx, { id, datasetId, column, rows, createdBy: actor.memberId });
    const after = { datasetId, column, rows };
    await recordAudit(tx, actor, {
      action: "image-reports.start",
      targetType: "image-report",
      targetId: id,
      after,
    });
    await enqueue(tx, runReportJob, { reportId: id });
  });
  return accept({ id, rows });
}
