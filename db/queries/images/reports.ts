import { and, desc, eq, lt, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { datasets } from "#db/schema/datasets.ts";
import { type imageReportRows, imageReports } from "#db/schema/images.ts";
import { storableJson } from "../storable-json.ts";

export type ReportRecord = typeof imageReports.$inferSelect;
export type ReportRow = typeof imageReportRows.$inferSelect;

/** Adds a report that is to be made. */
export async function insertReport(
  tx: Db,
  report: Pick<ReportRecord, "id" | "datasetId" | "column" | "rows" | "createdBy">,
): Promise<void> {
  await tx.insert(imageReports).values({ ...report, status: "running" });
}

/** A report with its dataset's name and who asked for it; `null` when there is none of that id. */
export async function findReport(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await withNames(tx).where(eq(imageReports.id, id));
  return found ?? null;
}

/** Reports, newest first, of one dataset or of all, from after `beforeId`. */
export function listReports(
  tx: Db,
  {
    datasetId,
    beforeId,
    limit,
  }: { datasetId: string | undefined; beforeId: string | undefined; limit: number },
) {
  return withNames(tx)
    .where(
      and(
        datasetId ? eq(imageReports.datasetId, datasetId) : undefined,
        beforeId ? lt(imageReports.id, beforeId) : undefined,
      ),
    )
    .orderBy(desc(imageReports.id))
    .limit(limit);
}

/** Takes up a report that is not over; whoever had it before can write nothing any more. `null` when there is none. */
export async function takeReport(tx: Db, id: string): Promise<ReportRecord | null> {
  const [taken] = await tx
    .update(imageReports)
    .set({ fence: sql`${imageReports.fence} + 1` })
    .where(and(eq(imageReports.id, id), eq(imageReports.status, "running")))
    .returning();
  return taken ?? null;
}

/** Keeps the lines of some rows, and how far the report has come. @returns whether it is still its taker's. */
export function keepReportRows(
  tx: Db,
  { id, fence }: Pick<ReportRecord, "id" | "fence">,
  rows: readonly Omit<ReportRow, "reportId">[],
  doneTo: number,
): Promise<boolean> {
  return tx.transaction(async (inner) => {
    const moved = await inner
      .update(imageReports)
      .set({ doneTo })
      .where(and(eq(imageReports.id, id), eq(imageReports.fence, fence), eq(imageReports.status, "running")))
      .returning({ id: imageReports.id });
    if (moved.length === 0) return false;
    const lines = storableJson(rows.map((row) => ({ ...row, reportId: id })));
    await inner.execute(sql`
      insert into image_report_rows (report_id, row_number, source, measures, problems, failure)
      select "reportId", "rowNumber", source, measures, array(select jsonb_array_elements_text(problems)), failure
      from jsonb_to_recordset(${lines}::jsonb)
        as r("reportId" uuid, "rowNumber" int, source text, measures jsonb, problems jsonb, failure jsonb)`);
    return true;
  });
}

/** Ends a report that runs. */
export async function endReport(
  tx: Db,
  id: string,
  ending: Pick<ReportRecord, "status"> & Partial<Pick<ReportRecord, "failure">>,
): Promise<void> {
  await tx
    .update(imageReports)
    .set({ ...ending, finishedAt: sql`now()` })
    .where(and(eq(imageReports.id, id), eq(imageReports.status, "running")));
}

/** How many pictures of a report lie in each group of a measure; groups without one, and pictures without it, are left out. */
export async function countGroups(
  tx: Db,
  reportId: string,
  { measure, bounds }: { measure: string; bounds: readonly number[] },
): Promise<{ group: number; count: number }[]> {
  const rows = await tx.execute<{ group: number; count: number }>(sql`
    select width_bucket(${measureOf(measure)}, ${`{${bounds.join(",")}}`}::float8[]) as "group", count(*)::int as count
    from image_report_rows r where r.report_id = ${reportId} and ${measureOf(measure)} is not null
    group by 1 order by 1`);
  return [...rows];
}

/** How many pictures of a report have each problem. */
export async function countProblems(tx: Db, reportId: string): Promise<{ problem: string; count: number }[]> {
  const rows = await tx.execute<{ problem: string; count: number }>(sql`
    select problem, count(*)::int as count
    from image_report_rows r, unnest(r.problems) as problem where r.report_id = ${reportId} group by 1`);
  return [...rows];
}

/** The rows of a report with a problem, the gravest first by a measure. */
export async function listWorst(
  tx: Db,
  reportId: string,
  {
    problem,
    measure,
    order,
    limit,
  }: { problem: string; measure: string; order: "least" | "most"; limit: number },
): Promise<Pick<ReportRow, "rowNumber" | "source" | "measures">[]> {
  const value = measureOf(measure);
  const rows = await tx.execute<Pick<ReportRow, "rowNumber" | "source" | "measures">>(sql`
    select r.row_number as "rowNumber", r.source, r.measures
    from image_report_rows r where r.report_id = ${reportId} and r.problems @> array[${problem}]::text[]
    order by ${order === "least" ? value : sql`-(${value})`}, r.row_number limit ${limit}`);
  return [...rows];
}

/** Why rows of a report have no measures: how many for each reason, with the first of them. */
export async function countFailures(tx: Db, reportId: string) {
  const rows = await tx.execute<{
    failure: NonNullable<ReportRow["failure"]>;
    count: number;
    firstRow: number;
    source: string;
  }>(sql`
    select (array_agg(r.failure order by r.row_number))[1] as failure, count(*)::int as count,
      min(r.row_number)::int as "firstRow", (array_agg(r.source order by r.row_number))[1] as source
    from image_report_rows r where r.report_id = ${reportId} and r.failure is not null
    group by r.failure ->> 'code', r.failure #>> '{params,reason}' order by 2 desc`);
  return [...rows];
}

/** How many rows of a report were measured. */
export async function countMeasured(tx: Db, reportId: string): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from image_report_rows r where r.report_id = ${reportId} and r.measures is not null`);
  return row?.count ?? 0;
}

// Two are not kept as they are: they follow from width and height.
function measureOf(measure: string) {
  const [width, height] = [sql`(r.measures ->> 'width')::float8`, sql`(r.measures ->> 'height')::float8`];
  if (measure === "shortSide") return sql`least(${width}, ${height})`;
  if (measure === "aspect") return sql`${width} / ${height}`;
  return sql`(r.measures ->> ${measure}::text)::float8`;
}

function withNames(tx: Db) {
  return tx
    .select({ report: imageReports, datasetName: datasets.name, createdByName: members.name })
    .from(imageReports)
    .leftJoin(datasets, eq(datasets.id, imageReports.datasetId))
    .leftJoin(members, eq(members.id, imageReports.createdBy))
    .$dynamic();
}
