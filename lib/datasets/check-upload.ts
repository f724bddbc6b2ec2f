import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { FileRefusal } from "./file-refusal.ts";
import type { ImportPlan } from "./import-plan.ts";
import type { InspectChoice } from "./inspect-file.ts";
import { readUpload } from "./inspect-upload.ts";
import { type ImportChoice, planImport } from "./plan-import.ts";
import { readInThread } from "./read-in-thread.ts";
import type { RowError } from "./take-row.ts";

/** A few seconds of reading: the import itself checks every row. */
const ROWS_CHECKED = 50_000;
const EXAMPLES_SHOWN = 3;

export interface ErrorGroup extends Pick<RowError, "rule" | "column"> {
  count: number;
  examples: { sourceRow: number; value: string }[];
}

export interface UploadCheck {
  rowsChecked: number;
  /** Whether that was all of the file. */
  isComplete: boolean;
  rejected: number;
  groups: ErrorGroup[];
}

/** Reads the first rows of an upload as an import would, and says which would be left out. Stores nothing. */
export async function checkUpload(
  actor: Actor,
  { uploadId, mapping, columns, fixes, ...choice }: InspectChoice & ImportChoice & { uploadId: string },
): Promise<Result<UploadCheck>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  return readUpload(actor, uploadId, choice, async ({ inspection }, path) => {
    const plan = planImport(inspection, { mapping, columns, fixes });
    return plan.ok ? checkFile(path, plan.value) : plan;
  });
}

async function checkFile(path: string, plan: ImportPlan): Promise<Result<UploadCheck>> {
  const task = { path, plan, afterSourceRow: 0, maxSourceRows: ROWS_CHECKED };
  const check: UploadCheck = { rowsChecked: 0, isComplete: true, rejected: 0, groups: [] };
  try {
    for await (const batch of readInThread(task)) {
      check.rowsChecked += batch.rowCount + batch.rejected;
      check.rejected += batch.rejected;
      addErrors(check.groups, JSON.parse(batch.errors) as { s: number; e: RowError }[]);
    }
  } catch (error) {
    if (error instanceof FileRefusal) return { ok: false, refusal: error.refusal };
    throw error;
  }
  check.isComplete = check.rowsChecked < ROWS_CHECKED;
  check.groups.sort((a, b) => b.count - a.count);
  return accept(check);
}

function addErrors(groups: ErrorGroup[], errors: { s: number; e: RowError }[]): void {
  for (const { s: sourceRow, e } of errors) {
    let group = groups.find(({ rule, column }) => rule === e.rule && column === e.column);
    if (!group) {
      group = { rule: e.rule, column: e.column, count: 0, examples: [] };
      groups.push(group);
    }
    group.count++;
    if (group.examples.length < EXAMPLES_SHOWN) group.examples.push({ sourceRow, value: e.value });
  }
}
