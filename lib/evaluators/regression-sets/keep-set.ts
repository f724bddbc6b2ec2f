import { type Db, db } from "#db/client.ts";
import { insertSet, insertSetVersion, isSetNameTaken } from "#db/queries/evaluators/regression-sets.ts";
import { findVersion, lockTemplate } from "#db/queries/templates.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { findTrial } from "#db/queries/trials/trials.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { appendRows, type FrozenRow, freezeRows, rowsToFreeze } from "./frozen-rows.ts";
import { MOST_CASES } from "./most-cases.ts";
import { type KeptCase, splitOf } from "./regression-case.ts";

/** Which cases of a trial are kept: those named, or all of its rows in all of its languages. */
export interface CasesOfTrial {
  trialId: string;
  cases?: readonly KeptCase[] | undefined;
}

export type KeepRefusal =
  | "trial_not_found"
  | "trial_of_other_template"
  | "trial_has_no_such_case"
  | "regression_rows_removed"
  | "regression_set_empty"
  | "regression_set_too_large";

/**
 * Keeps cases of a trial of the template as a set under a name of its own: the rows as they are now, with what is right
 * where somebody says so. Needs `templates:write`.
 */
export function keepSet(
  actor: Actor,
  { templateId, name, ...from }: CasesOfTrial & { templateId: string; name: string },
): Promise<
  Result<{ id: string; version: number }, KeepRefusal | "forbidden" | "not_found" | "regression_name_taken">
> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    if (!(await lockTemplate(tx, templateId))) return refuse("not_found");
    if (await isSetNameTaken(tx, { templateId, name })) return refuse("regression_name_taken", { name });
    const taken = await takeCases(tx, templateId, from);
    if (!taken.ok) return taken;
    const { rows, numbers } = appendRows([], taken.value.rows);
    const cases = casesWith(taken.value.cases, rows, numbers);
    const by = { createdBy: actor.memberId };
    const datasetId = await freezeRows(tx, { rows, likeDatasetId: taken.value.datasetId, name, ...by });
    const id = newId();
    await insertSet(tx, { id, templateId, name, version: 1, ...by, updatedBy: actor.memberId });
    await insertSetVersion(tx, { setId: id, version: 1, datasetId, ...by }, cases);
    await recordAudit(tx, actor, {
      action: "regression-sets.create",
      targetType: "regression-set",
      targetId: id,
      after: { name, templateId, version: 1, cases: cases.length },
    });
    return accept({ id, version: 1 });
  });
}

/** The named cases of a trial with their rows, not yet numbered as a set numbers them. */
export async function takeCases(
  tx: Db,
  templateId: string,
  { trialId, cases }: CasesOfTrial,
): Promise<Result<{ datasetId: string; rows: FrozenRow[]; cases: KeptCase[] }, KeepRefusal>> {
  const found = await findTrial(tx, trialId);
  if (!found) return refuse("trial_not_found");
  const { trial } = found;
  const versions = await Promise.all(
    (trial.variants as { templateVersionId: string }[]).map((variant) =>
      findVersion(tx, variant.templateVersionId),
    ),
  );
  if (!versions.some((version) => version?.templateId === templateId))
    return refuse("trial_of_other_template");
  const places = new Map(
    (await readCells(tx, trialId)).map(({ rowNumber, language }) => [
      `${rowNumber} ${language}`,
      { rowNumber, language, expected: null },
    ]),
  );
  const kept: KeptCase[] = cases ? distinct(cases) : [...places.values()];
  const unknown = kept.find(({ rowNumber, language }) => !places.has(`${rowNumber} ${language}`));
  if (unknown)
    return refuse("trial_has_no_such_case", { row: unknown.rowNumber, language: unknown.language });
  if (kept.length === 0) return refuse("regression_set_empty");
  if (kept.length > MOST_CASES)
    return refuse("regression_set_too_large", { cases: kept.length, most: MOST_CASES });
  const rows = await rowsToFreeze(
    tx,
    trial.datasetId,
    kept.map(({ rowNumber }) => rowNumber),
  );
  return rows ? accept({ datasetId: trial.datasetId, rows, cases: kept }) : refuse("regression_rows_removed");
}

/** Cases as a set has them. @param numbers of their rows in the set, by those in the trial. */
export function casesWith(
  cases: readonly KeptCase[],
  rows: readonly FrozenRow[],
  numbers: ReadonlyMap<number, number>,
) {
  const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, values]));
  const inSet = cases.map(({ rowNumber, language, expected }) => {
    const number = numbers.get(rowNumber) ?? rowNumber;
    return { rowNumber: number, language, expected, split: splitOf(valuesOf.get(number) ?? {}) };
  });
  // Two rows of the trial with the same values are one row here.
  return distinct(inSet);
}

function distinct<Case extends { rowNumber: number; language: string }>(cases: readonly Case[]): Case[] {
  return [...new Map(cases.map((one) => [`${one.rowNumber} ${one.language}`, one])).values()];
}
