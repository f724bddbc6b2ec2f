import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";
import { readRejectedRows } from "#db/queries/datasets-errors.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cutText } from "#lib/storable-text.ts";
import { type CellFix, fixCell } from "./cell-fix.ts";
import { fixRow, type LeftOutRow } from "./left-out-row.ts";
import { forgetErrorFiles, leftOutRow, type MendRefusal, mendChunk } from "./mend-dataset.ts";
import type { ColumnRule } from "./take-row.ts";

const ROWS_A_CHUNK = 500;
/** What is tried while somebody types. */
const ROWS_TRIED = 2_000;
const EXAMPLES_SHOWN = 8;
const EXAMPLE_CHARACTERS = 300;

export interface FixAnswer {
  /** Rows that the fixes let in. */
  mended: number;
  /** Rows with such an error that stay left out, for this or for another reason. */
  leftOut: number;
}

export interface FixTrial extends FixAnswer {
  /** Whether that was all of the rows with such an error. */
  isComplete: boolean;
  examples: { sourceRow: number; column: string; before: string; after: string; fits: boolean }[];
}

type Refused = "forbidden" | "unknown_header" | MendRefusal;
type Asked = { id: string; fixes: readonly CellFix[] };

/**
 * What fixes would do to the rows that an import left out, tried on the first of them; nothing is stored.
 * Asks for `datasets:write`. Refuses an unknown dataset and fixes for a column that is not there.
 */
export async function tryFixes(actor: Actor, { id, fixes }: Asked): Promise<Result<FixTrial, Refused>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const dataset = await findFixable(id, fixes);
  if (!dataset.ok) return dataset;
  const trial: FixTrial = { mended: 0, leftOut: 0, isComplete: true, examples: [] };
  for (let after = 0; ; ) {
    const rows = await readRejectedRows(db(), id, after, ROWS_A_CHUNK, { broken: fixes });
    const last = rows.at(-1);
    if (!last) return accept(trial);
    if (trial.mended + trial.leftOut >= ROWS_TRIED) return accept({ ...trial, isComplete: false });
    for (const row of rows) tryOn(trial, leftOutRow(row, dataset.value), dataset.value.columns, fixes);
    after = last.sourceRow;
  }
}

function tryOn(
  trial: FixTrial,
  before: LeftOutRow,
  columns: readonly ColumnRule[],
  fixes: readonly CellFix[],
): void {
  const after = fixRow(before, columns, fixes);
  if (after.errors.length === 0) trial.mended++;
  else trial.leftOut++;
  for (const { column, rule } of before.errors) {
    if (!fixes.some((fix) => fix.column === column && fix.rule === rule)) continue;
    const value = before.values[column] ?? "";
    const was = cutText(value, EXAMPLE_CHARACTERS);
    // One value that stands in a thousand rows is one example.
    const isShown = trial.examples.some((example) => example.column === column && example.before === was);
    if (isShown || trial.examples.length >= EXAMPLES_SHOWN) continue;
    trial.examples.push({
      ...{ sourceRow: before.sourceRow, column, before: was },
      after: cutText(fixCell(value, { column, rule }, fixes), EXAMPLE_CHARACTERS),
      fits: !after.errors.some((error) => error.column === column && error.rule === rule),
    });
  }
}

/**
 * Puts right cells of the rows that an import left out; rows that fit now are added behind the dataset's rows. What is
 * done stays done: a request that breaks off can be made again. Asks for `datasets:write`. Refuses an unknown dataset,
 * one that is still importing or has lost its rows, fixes for a column that is not there, and more rows than a dataset holds.
 */
export async function applyFixes(actor: Actor, { id, fixes }: Asked): Promise<Result<FixAnswer, Refused>> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const dataset = await findFixable(id, fixes);
  if (!dataset.ok) return dataset;
  const done: FixAnswer = { mended: 0, leftOut: 0 };
  for (let after = 0; ; ) {
    const chunk = await mendChunk(id, { after, limit: ROWS_A_CHUNK, broken: fixes }, (row, { columns }) =>
      fixRow(row, columns, fixes),
    );
    if (!chunk.ok) return chunk;
    done.mended += chunk.value.mended;
    done.leftOut += chunk.value.leftOut;
    if (chunk.value.last === null) break;
    after = chunk.value.last;
  }
  await recordAudit(db(), actor, {
    action: "datasets.mend",
    targetType: "dataset",
    targetId: id,
    after: { fixes, ...done },
  });
  await forgetErrorFiles(id);
  return accept(done);
}

async function findFixable(id: string, fixes: readonly CellFix[]) {
  const dataset = await findDatasetWithOrigin(db(), id);
  if (!dataset) return refuse("not_found");
  const names = dataset.columns.map(({ name }) => name);
  const astray = fixes.find(({ column }) => !names.includes(column));
  if (astray) return refuse("unknown_header", { header: astray.column, headers: names.join(", ") });
  return accept(dataset);
}
