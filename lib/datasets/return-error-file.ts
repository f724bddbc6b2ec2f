import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { locales } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { DatasetColumn } from "./dataset.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { ImportPlan } from "./import-plan.ts";
import { readUpload } from "./inspect-upload.ts";
import { correctRow, isSameCell } from "./left-out-row.ts";
import { forgetErrorFiles, mendChunk } from "./mend-dataset.ts";
import { planImport } from "./plan-import.ts";
import { readInThread } from "./read-in-thread.ts";
import type { ReceivedFile } from "./received-file.ts";
import { registerUpload } from "./register-upload.ts";

export interface ReturnAnswer {
  /** Rows that fit now and were taken in. */
  mended: number;
  /** Rows that still do not fit; what was corrected in them is kept. */
  leftOut: number;
  /** Rows of the file that are not among those left out: mended before, or of another file. */
  unknown: number;
}

/**
 * Takes back the file of left-out rows (csv or xlsx) after somebody corrected it: rows are known by their number in
 * the first file, columns by their headers, in any order; a cell that nobody changed stays as it was, whatever a spreadsheet made of it.
 * The same file can come twice. Asks for `datasets:write`. Refuses with what is wrong with the file, a file without the
 * column of row numbers (`error_file_without_rows`), and one without a column of the dataset.
 */
export async function returnErrorFile(
  actor: Actor,
  { id }: { id: string },
  file: Omit<ReceivedFile, "sha256"> | undefined,
): Promise<Result<ReturnAnswer>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const dataset = await findDatasetWithOrigin(db(), id);
  if (!dataset) return refuse("not_found");
  const registered = await registerUpload(actor, file);
  if (!registered.ok) return registered;
  const { uploadId, fileName } = registered.value;
  const returned = await readUpload(actor, uploadId, { headerRow: 1 }, async ({ inspection }, path) => {
    const plan = planImport(inspection, {});
    if (!plan.ok) return plan;
    const known = knownColumns(plan.value, dataset.columns);
    return known.ok ? takeBack(id, path, plan.value, known.value) : known;
  });
  if (!returned.ok) return returned;
  await recordAudit(db(), actor, {
    action: "datasets.mend",
    targetType: "dataset",
    targetId: id,
    after: { fileName, ...returned.value },
  });
  await forgetErrorFiles(id);
  return returned;
}

interface KnownColumns {
  /** The column that holds a row's number in the first file. */
  rowColumn: string;
  /** Header in the file → column of the dataset. */
  names: Map<string, string>;
}

function knownColumns({ columns }: ImportPlan, of: readonly DatasetColumn[]): Result<KnownColumns> {
  const headers = columns.map(({ header }) => header);
  const rowHeaders = locales.map((locale) => translateError(locale, "error_file_row"));
  const rowColumn = headers.findLast((header) => rowHeaders.includes(header));
  if (rowColumn === undefined) return refuse("error_file_without_rows", { header: rowHeaders.join(" / ") });
  const names = new Map(
    of.filter(({ header }) => headers.includes(header)).map(({ header, name }) => [header, name]),
  );
  if (names.size === 0)
    return refuse("error_file_of_another", { headers: of.map(({ header }) => header).join(", ") });
  return accept({ rowColumn, names });
}

async function takeBack(
  id: string,
  path: string,
  plan: ImportPlan,
  { rowColumn, names }: KnownColumns,
): Promise<Result<ReturnAnswer>> {
  const done: ReturnAnswer = { mended: 0, leftOut: 0, unknown: 0 };
  const task = { path, plan, afterSourceRow: 0, maxSourceRows: Number.POSITIVE_INFINITY };
  try {
    for await (const batch of readInThread(task)) {
      const read = JSON.parse(batch.rows) as { v: Record<string, string> }[];
      const returned = new Map(read.map(({ v }) => [rowNumberOf(v[rowColumn] ?? ""), v]));
      const sourceRows = [...returned.keys()].filter((row) => row !== null);
      const chunk = await mendChunk(id, { after: 0, limit: read.length, sourceRows }, (row, { columns }) => {
        const cells = returned.get(row.sourceRow) ?? {};
        const written = [...names].flatMap(([header, name]) => {
          const value = cells[header];
          return value === undefined || isSameCell(row.values[name] ?? "", value) ? [] : [[name, value]];
        });
        return correctRow(row, columns, Object.fromEntries(written), { isSeen: false });
      });
      if (!chunk.ok) return chunk;
      const { mended, leftOut } = chunk.value;
      done.mended += mended;
      // What cannot be read, such as a cell with #N/A, is as wrong as before.
      done.leftOut += leftOut + batch.rejected;
      done.unknown += batch.rowCount - mended - leftOut;
    }
  } catch (error) {
    if (error instanceof FileRefusal) return { ok: false, refusal: error.refusal };
    throw error;
  }
  return accept(done);
}

function rowNumberOf(text: string): number | null {
  const digits = text.trim().replace(/\.0+$/, "");
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}
