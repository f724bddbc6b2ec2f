import { db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { insertDataset } from "#db/queries/datasets-import.ts";
import { countPicked, fillFromReport } from "#db/queries/images/report-dataset.ts";
import { findReport } from "#db/queries/images/reports.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { PictureProblem } from "./picture-problem.ts";

/**
 * Makes a dataset of the rows of a report whose pictures have one of these problems, as the rows are now: what a batch mends
 * then. Needs `assets:read` and `datasets:write`. Refuses a report whose dataset is gone, and problems that no picture has.
 */
export async function datasetOfReport(
  actor: Actor,
  { id: reportId, name, problems }: { id: string; name: string; problems: readonly PictureProblem[] },
): Promise<
  Result<
    { datasetId: string; rows: number },
    "forbidden" | "not_found" | "dataset_not_found" | "report_picks_nothing"
  >
> {
  if (!can(actor, "assets:read") || !can(actor, "datasets:write")) return refuse("forbidden");
  const found = await findReport(db(), reportId);
  if (!found) return refuse("not_found");
  const from = await findDataset(db(), found.report.datasetId);
  if (!from || from.rowsRemovedAt) return refuse("dataset_not_found");
  if ((await countPicked(db(), reportId, problems)) === 0) return refuse("report_picks_nothing");
  const datasetId = newId();
  const rows = await db().transaction(async (tx) => {
    await insertDataset(tx, {
      ...{ id: datasetId, name, status: "importing", createdBy: actor.memberId },
      ...{ keyColumn: from.keyColumn, columns: [] },
    });
    const picked = await fillFromReport(tx, { datasetId, reportId, problems, from });
    const after = { name, reportId, problems: [...problems], rows: picked };
    await recordAudit(tx, actor, {
      action: "image-reports.pick",
      targetType: "dataset",
      targetId: datasetId,
      after,
    });
    return picked;
  });
  return accept({ datasetId, rows });
}
