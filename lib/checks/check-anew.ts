import { setImmediate } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import { isOfFit } from "./format-verdict.ts";
import { keptVerdicts } from "./kept-verdicts.ts";
import type { FixedTables } from "./load-check.ts";
import { compareOutputs, type PlacedOutput } from "./near-duplicates/compare-outputs.ts";
import { isOfPictureIn } from "./picture-verdicts.ts";
import { runChecks } from "./run-checks.ts";
import { loadTemplateChecks } from "./template-checks.ts";
import type { Verdict } from "./verdict.ts";

/** Outputs of a batch, with the checks that its template asks for. */
export interface OutputsOfBatch {
  batchId: string;
  datasetId: string;
  specs: readonly CheckSpec[];
  outputs: readonly CheckedOutput[];
}

/** An output with what was said of it before, of the version that was checked. */
export interface CheckedOutput extends PlacedOutput {
  checks: readonly Verdict[];
  checkedVersion: number;
}

// A page of outputs is looked at for a good moment; what else this process does is not kept waiting for all of it.
const OUTPUTS_IN_A_ROW = 8;

/**
 * Checks outputs that are there already, as they stand; verdicts as they are kept, by sequence number. How an output came
 * to fit its fields was seen as it was made, and stays said of that version. Runs in the transaction that keeps them.
 * @param fixed versions of tables to go by; else tables as they are now.
 */
export async function checkAnew(
  tx: Db,
  { batchId, datasetId, specs, outputs }: OutputsOfBatch,
  fixed?: FixedTables,
): Promise<Map<number, Verdict[]>> {
  const languages = [...new Set(outputs.map(({ language }) => language))];
  const checks = await loadTemplateChecks(tx, specs, languages, fixed);
  const rowNumbers = [...new Set(outputs.map(({ rowNumber }) => rowNumber))];
  const rows = checks.areAny ? await readRowsByNumber(tx, datasetId, rowNumbers) : [];
  const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
  const duplicates = checks.nearDuplicates
    ? await compareOutputs(tx, { runId: batchId, datasetId }, checks.nearDuplicates, outputs)
    : null;
  const verdicts = new Map<number, Verdict[]>();
  for (const checked of outputs) {
    const { seq, output, language, rowNumber } = checked;
    if (verdicts.size % OUTPUTS_IN_A_ROW === 0) await setImmediate();
    const found = runChecks(checks.in(language), valuesOf.get(rowNumber) ?? {}, output, language);
    const duplicate = duplicates?.get(seq);
    verdicts.set(seq, [...fitOf(checked), ...keptVerdicts(duplicate ? [...found, duplicate] : found)]);
  }
  return verdicts;
}

function fitOf({ checks, version, checkedVersion, output }: CheckedOutput): Verdict[] {
  const isAsMade = checkedVersion === version;
  return checks.filter((verdict) => isOfPictureIn(output, verdict) || (isAsMade && isOfFit(verdict)));
}
