import { db } from "#db/client.ts";
import { findDataset, readRows } from "#db/queries/datasets.ts";
import {
  endReport,
  keepReportRows,
  type ReportRecord,
  type ReportRow,
  takeReport,
} from "#db/queries/images/reports.ts";
import { type MeasuredPicture, notePictureSizes } from "#lib/catalogue/note-picture-sizes.ts";
import type { DatasetRow } from "#lib/datasets/dataset.ts";
import { LOST } from "#lib/queue/job.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { runReportJob } from "../jobs.ts";
import { HostPace } from "./host-pace.ts";
import { measureCell } from "./measure-cell.ts";

type Line = Omit<ReportRow, "reportId">;

const ROWS_OF_A_PAGE = 16;
const FETCHED_AT_ONCE = 4;

/**
 * The job: measures the pictures of a report page by page, each page with its progress in one transaction. It may run
 * again after a crash, on any worker: it goes on behind the last page that was kept, so that no row has two lines. The
 * catalogue is told the sizes.
 */
export async function runReport({ reportId }: { reportId: string }, signal: AbortSignal): Promise<void> {
  const report = await takeReport(db(), reportId);
  if (!report) return;
  const pace = new HostPace();
  let { doneTo } = report;
  while (doneTo < report.rows && !signal.aborted) {
    const dataset = await findDataset(db(), report.datasetId);
    if (!dataset || dataset.archivedAt || dataset.rowsRemovedAt) {
      await endReport(db(), reportId, { status: "failed", failure: { code: "dataset_not_found" } });
      return;
    }
    const page = await readRows(db(), report.datasetId, doneTo + 1, doneTo + ROWS_OF_A_PAGE);
    const rows = await measurePage(report, page, { pace, signal });
    // What was begun as the process is to stop is begun again by the next.
    if (signal.aborted || rows === null) break;
    await notePictureSizes(sizesOf(rows, page, dataset.keyColumn));
    doneTo = Math.min(report.rows, doneTo + ROWS_OF_A_PAGE);
    if (!(await keepReportRows(db(), report, rows, doneTo))) return;
  }
  if (doneTo >= report.rows) await endReport(db(), reportId, { status: "succeeded" });
  else if (signal.reason !== LOST) await enqueue(db(), runReportJob, { reportId });
}

/** The sizes of a page's pictures that lie at an address: the catalogue knows those of assets. */
function sizesOf(
  lines: readonly Line[],
  rows: readonly DatasetRow[],
  keyColumn: string | null,
): MeasuredPicture[] {
  const keys = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values[keyColumn ?? ""] ?? ""]));
  return lines.flatMap(({ rowNumber, source, measures }) =>
    measures && URL.canParse(source)
      ? [{ key: keys.get(rowNumber) ?? "", url: source, width: measures.width, height: measures.height }]
      : [],
  );
}

/** The job was tried in vain: the report ends with what it has. */
export function giveUpReport({ reportId }: { reportId: string }): Promise<void> {
  return endReport(db(), reportId, { status: "failed", failure: { code: "given_up" } });
}

/** @returns the lines of a page's rows; `null` where the process is to stop. */
async function measurePage(
  { column }: ReportRecord,
  rows: readonly DatasetRow[],
  going: { pace: HostPace; signal: AbortSignal },
): Promise<Line[] | null> {
  const lines: Line[] = [];
  const left = rows.values();
  const work = async () => {
    for (const { rowNumber, values } of left)
      lines.push(await measureCell({ rowNumber, cell: values[column] ?? "" }, going));
  };
  try {
    await Promise.all(Array.from({ length: FETCHED_AT_ONCE }, work));
  } catch (cause) {
    if (going.signal.aborted) return null;
    throw cause;
  }
  return lines;
}
