import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { fillWithPicked, type PickedFrom } from "../datasets-pick.ts";

/** How many pictures of a report have one of these problems. */
export async function countPicked(tx: Db, reportId: string, problems: readonly string[]): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from image_report_rows r
    where r.report_id = ${reportId}::uuid and ${hasAny(problems)}`);
  return row?.count ?? 0;
}

/**
 * Fills a dataset with the rows of a report whose pictures have one of these problems, in their order, and says so. It is
 * ready then. @returns how many rows it has.
 */
export function fillFromReport(
  tx: Db,
  {
    datasetId,
    reportId,
    problems,
    from,
  }: { datasetId: string; reportId: string; problems: readonly string[]; from: PickedFrom },
): Promise<number> {
  const isPicked = sql`d.row_number in (select r.row_number from image_report_rows r
    where r.report_id = ${reportId}::uuid and ${hasAny(problems)})`;
  return fillWithPicked(tx, datasetId, from, isPicked);
}

function hasAny(problems: readonly string[]) {
  return sql`r.problems && array(select jsonb_array_elements_text(${JSON.stringify(problems)}::jsonb))`;
}
