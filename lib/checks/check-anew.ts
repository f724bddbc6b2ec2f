import { setImmediate } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import { readRowsByNumber } from "#db/queries/datasets.ts";
import type { CheckSpec } from "#lib/templates/check-spec.ts";
import { judgeStepName } from "#lib/templates/model-checks.ts";
import { isQuoted } from "./by-model/claims-by-model.ts";
import type { Judgement, MadeOutput, ModelCheck } from "./by-model/model-check.ts";
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
  /** What is said of its pictures as it stands now; else what was said of those that it still has stays. */
  ofPictures?: readonly Verdict[] | undefined;
}

/** A check that asks a model, and what came of asking it. */
export interface JudgedNow {
  check: ModelCheck;
  judgement: Judgement;
}

// A page of outputs is looked at for a good moment; what else this process does is not kept waiting for all of it.
const OUTPUTS_IN_A_ROW = 8;

/**
 * Checks outputs that are there already, as they stand; verdicts as they are kept, by sequence number. How an output came
 * to fit its fields was seen as it was made, and stays said of that version. Runs in the transaction that keeps them.
 * @param fixed versions of tables to go by; else tables as they are now. @param judgedOf what models have just said of an
 * output; where they were not asked, what they said of the same version stays.
 */
export async function checkAnew(
  tx: Db,
  { batchId, datasetId, specs, outputs }: OutputsOfBatch,
  fixed?: FixedTables,
  judgedOf: (output: CheckedOutput) => readonly JudgedNow[] = () => [],
): Promise<Map<number, Verdict[]>> {
  const languages = [...new Set(outputs.map(({ language }) => language))];
  const checks = await loadTemplateChecks(tx, specs, languages, fixed);
  const rowNumbers = [...new Set(outputs.map(({ rowNumber }) => rowNumber))];
  const rows =
    checks.areAny || specs.some(asksModel) ? await readRowsByNumber(tx, datasetId, rowNumbers) : [];
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
    const made = { source: valuesOf.get(rowNumber) ?? {}, language, output };
    const told = withModels(checked, found, made, judgedOf(checked));
    verdicts.set(seq, [...fitOf(checked), ...keptVerdicts(duplicate ? [...told, duplicate] : told)]);
  }
  return verdicts;
}

/** What checks find now, with what models say, or have said of the same version: nobody pays twice for that. */
function withModels(
  checked: CheckedOutput,
  found: readonly Verdict[],
  made: MadeOutput,
  judged: readonly JudgedNow[],
): Verdict[] {
  const before = checked.checkedVersion === checked.version ? checked.checks.filter(isByModel) : [];
  // What was not run says nothing, and takes the place of nothing that was said.
  const now = judged.filter(
    ({ check, judgement }) =>
      !("notRun" in judgement) || !before.some((one) => isOf(check)(one) && !one.evidence?.notRun),
  );
  const standing = before.filter((one) => !now.some(({ check }) => isOf(check)(one)));
  const supported = standing.filter(({ message }) => message.code === "claim_supported");
  // A row may have been corrected since.
  const lowered = supported.filter(({ message: { params } }) =>
    isQuoted(made.source, { column: String(params.column), quote: String(params.quote) }),
  );
  const asRules = found.map((one) => lowered.find((other) => isSameClaim(one, other)) ?? one);
  const others = standing.filter((one) => !supported.includes(one));
  return now.reduce<Verdict[]>(
    (told, { check, judgement }) => check.settle(told, judgement, made),
    [...asRules, ...others],
  );
}

function asksModel(spec: CheckSpec): boolean {
  return spec.kind === "judge" || spec.kind === "moderation";
}

function isByModel({ kind, message, evidence }: Verdict): boolean {
  if (kind === "judge" || kind === "moderation") return true;
  return kind === "claims" && (message.code === "claim_supported" || evidence?.notRun === true);
}

function isOf({ kind, name }: ModelCheck): (verdict: Verdict) => boolean {
  return (verdict) =>
    verdict.kind === kind &&
    (kind !== "judge" || judgeStepName(String(verdict.message.params.judge)) === name);
}

function isSameClaim(one: Verdict, other: Verdict): boolean {
  const place = ({ kind, field, spans, message }: Verdict) =>
    JSON.stringify([kind, field, spans, message.params.claim]);
  return one.kind === "claims" && one.verdict !== "pass" && place(one) === place(other);
}

function fitOf({ checks, version, checkedVersion, output, ofPictures }: CheckedOutput): Verdict[] {
  const isAsMade = checkedVersion === version;
  return [
    ...checks.filter((verdict) => isAsMade && isOfFit(verdict)),
    ...(ofPictures ?? checks.filter((verdict) => isOfPictureIn(output, verdict))),
  ];
}
