import { db } from "#db/client.ts";
import {
  countFailures,
  countGroups,
  countMeasured,
  countProblems,
  findReport,
  listReports,
  listWorst,
  type ReportRow,
} from "#db/queries/images/reports.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { HISTOGRAMS, type Measure, PICTURE_PROBLEMS, type PictureProblem } from "./picture-problem.ts";

type Found = NonNullable<Awaited<ReturnType<typeof findReport>>>;

/** Pictures of a report between two values of a measure; without a bound it is open there. */
export interface Group {
  from: number | null;
  to: number | null;
  count: number;
}

/** A report with what it says so far. */
export type ReportView = Found & {
  measured: number;
  failures: Awaited<ReturnType<typeof countFailures>>;
  histograms: { measure: Measure; groups: Group[] }[];
  problems: {
    problem: PictureProblem;
    count: number;
    worst: Pick<ReportRow, "rowNumber" | "source" | "measures">[];
  }[];
};

const WORST_SHOWN = 12;
/** By what the gravest of a problem are found. */
const GRAVEST: Record<PictureProblem, { measure: string; order: "least" | "most" }> = {
  small: { measure: "shortSide", order: "least" },
  blurred: { measure: "sharpness", order: "least" },
  dark: { measure: "exposure", order: "least" },
  bright: { measure: "exposure", order: "most" },
  "not-white": { measure: "whiteBorder", order: "least" },
  framed: { measure: "subjectShare", order: "least" },
  text: { measure: "textShare", order: "most" },
  "little-subject": { measure: "subjectShare", order: "least" },
};

/** A report: counts, groups by each measure, and the worst pictures of each problem. Needs `assets:read`. */
export async function viewReport(
  actor: Actor,
  id: string,
): Promise<Result<ReportView, "forbidden" | "not_found">> {
  if (!can(actor, "assets:read")) return refuse("forbidden");
  const found = await findReport(db(), id);
  if (!found) return refuse("not_found");
  const counts = new Map((await countProblems(db(), id)).map(({ problem, count }) => [problem, count]));
  const problems: ReportView["problems"] = [];
  for (const problem of PICTURE_PROBLEMS) {
    const count = counts.get(problem) ?? 0;
    const worst =
      count === 0 ? [] : await listWorst(db(), id, { problem, ...GRAVEST[problem], limit: WORST_SHOWN });
    problems.push({ problem, count, worst });
  }
  const histograms: ReportView["histograms"] = [];
  for (const [measure, bounds] of Object.entries(HISTOGRAMS) as [Measure, readonly number[]][])
    histograms.push({ measure, groups: groupsOf(bounds, await countGroups(db(), id, { measure, bounds })) });
  const [measured, failures] = [await countMeasured(db(), id), await countFailures(db(), id)];
  return accept({ ...found, measured, failures, histograms, problems });
}

/** Reports without what they say, newest first, of a dataset where one is named. Needs `assets:read`. */
export async function viewReports(
  actor: Actor,
  {
    datasetId,
    limit,
    cursor,
  }: { datasetId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: Found[]; nextCursor: string | null }, "forbidden">> {
  if (!can(actor, "assets:read")) return refuse("forbidden");
  const rows = await listReports(db(), { datasetId, beforeId: decodeIdCursor(cursor), limit: limit + 1 });
  return accept(cutPage(rows, limit, ({ report }) => [report.id]));
}

function groupsOf(bounds: readonly number[], counted: readonly { group: number; count: number }[]): Group[] {
  const counts = new Map(counted.map(({ group, count }) => [group, count]));
  return Array.from({ length: bounds.length + 1 }, (_, group) => ({
    from: bounds[group - 1] ?? null,
    to: bounds[group] ?? null,
    count: counts.get(group) ?? 0,
  }));
}
