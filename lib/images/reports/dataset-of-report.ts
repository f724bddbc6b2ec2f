import { db } from "#db/client.ts";
import { findDataset } from "#db/queries/datasets.ts";
import { countPicked } from "#db/queries/images/report-dataset.ts";
import { findReport } from "#db/queries/images/reports.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { insertPicked } from "#lib/datasets/pick-rows.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { PictureProblem } from "./picture-problem.ts";

/**
 * Makes a dataset of the rows of a report whose pictures have one of these problems, as the rows are now: what a batch mends
 * then. A job fills it. Needs `assets:read` and `datasets:write`. Refuses a report whose dataset is gone, and problems that no picture has.
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
  const rows = await countPicked(db(), reportId, problems);
  if (rows === 0) return refuse("report_picks_nothing");
  const datasetId = newId();
  await db().transaction(async (tx) => {
    const pick = { of: "pictures" as const, from: from.id, reportId, problems: [...problems] };
    await insertPicked(tx, {
      ...{ id: datasetId, name, createdBy: actor.memberId },
      ...{ origin: from, plan: { pick, rows } },
    });
    await recordAudit(tx, actor, {
      action: "image-reports.pick",
      targetType: "dataset",
      targetId: datasetId,
      after: { name, reportId, problems: [...problems], rows },
    });
  });
  return accept({ datasetId, rows });
}
