import { type Db, db } from "#db/client.ts";
import { readRows } from "#db/queries/datasets.ts";
import {
  findSetVersion,
  insertSetVersion,
  isSetNameTaken,
  lockSet,
  type RegressionCaseRow,
  type RegressionSetRow,
  readCases,
  updateSet,
} from "#db/queries/evaluators/regression-sets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { inOneOrder } from "#lib/in-one-order.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { appendRows, freezeRows } from "./frozen-rows.ts";
import { type CasesOfTrial, casesWith, type KeepRefusal, takeCases } from "./keep-set.ts";
import { MOST_CASES } from "./most-cases.ts";
import type { KeptCase } from "./regression-case.ts";

/** No dataset has a row of a higher number. */
const LAST_ROW = 2_147_483_647;

type SetCase = Pick<RegressionCaseRow, "rowNumber" | "language" | "split" | "expected">;
type Place = { rowNumber: number; language: string };

/** What becomes of a set, in this order. */
export interface SetChange {
  name?: string | undefined;
  remove?: readonly Place[] | undefined;
  /** What is right for cases it has; `null`: nobody says. */
  expect?: readonly KeptCase[] | undefined;
  add?: CasesOfTrial | undefined;
}

type ChangeRefusal =
  | KeepRefusal
  | "forbidden"
  | "not_found"
  | "conflict"
  | "regression_name_taken"
  | "regression_case_unknown";

/**
 * Changes a set; other cases make a new version, and what was compared on the one before stays as it was. Needs
 * `templates:write`.
 * @param seen the version that was looked at; another one is a conflict.
 */
export function changeSet(
  actor: Actor,
  { templateId, setId, seen, ...change }: SetChange & { templateId: string; setId: string; seen: number },
): Promise<Result<{ version: number }, ChangeRefusal>> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const set = await lockSet(tx, setId);
    if (set?.templateId !== templateId) return refuse("not_found");
    if (set.version !== seen) return refuse("conflict");
    const name = change.name ?? set.name;
    if (await isSetNameTaken(tx, { templateId, name, otherThan: setId }))
      return refuse("regression_name_taken", { name });
    const changed = await changeCases(tx, actor, set, change);
    if (!changed.ok) return changed;
    const { version, cases } = changed.value;
    await updateSet(tx, setId, { name, version, updatedBy: actor.memberId, updatedAt: new Date() });
    await recordAudit(tx, actor, {
      action: "regression-sets.change",
      targetType: "regression-set",
      targetId: setId,
      before: { name: set.name, version: set.version },
      after: { name, version, cases },
    });
    return accept({ version });
  });
}

/** Takes a set out of the lists; what was compared on it stays. Needs `templates:write`. */
export function archiveSet(
  actor: Actor,
  { templateId, setId }: { templateId: string; setId: string },
): Promise<Result<null, "forbidden" | "not_found">> {
  return db().transaction(async (tx) => {
    if (!can(actor, "templates:write")) return refuse("forbidden");
    const set = await lockSet(tx, setId);
    if (set?.templateId !== templateId) return refuse("not_found");
    await updateSet(tx, setId, { archivedAt: new Date(), updatedBy: actor.memberId });
    await recordAudit(tx, actor, {
      action: "regression-sets.archive",
      targetType: "regression-set",
      targetId: setId,
      before: { name: set.name },
    });
    return accept(null);
  });
}

async function changeCases(
  tx: Db,
  actor: Actor,
  set: RegressionSetRow,
  { remove = [], expect = [], add }: SetChange,
): Promise<Result<{ version: number; cases: number }, KeepRefusal | "regression_case_unknown">> {
  const known: SetCase[] = (await readCases(tx, set.id, set.version)).map(
    ({ rowNumber, language, split, expected }) => ({ rowNumber, language, split, expected }),
  );
  const unknown = [...remove, ...expect].find((place) => !known.some((one) => isAt(one, place)));
  if (unknown)
    return refuse("regression_case_unknown", { row: unknown.rowNumber, language: unknown.language });
  const left = known
    .filter((one) => !remove.some((place) => isAt(one, place)))
    .map((one) => ({ ...one, expected: (expect.find((place) => isAt(one, place)) ?? one).expected }));
  const current = await findSetVersion(tx, set.id, set.version);
  if (!current) return refuse("regression_rows_removed");
  const grown = add
    ? await addCases(tx, actor, { set, datasetId: current.datasetId, cases: left, add })
    : null;
  if (grown && !grown.ok) return grown;
  const { datasetId, cases } = grown?.value ?? { datasetId: current.datasetId, cases: left };
  if (cases.length === 0) return refuse("regression_set_empty");
  if (cases.length > MOST_CASES)
    return refuse("regression_set_too_large", { cases: cases.length, most: MOST_CASES });
  if (inOneOrder(cases) === inOneOrder(known)) return accept({ version: set.version, cases: cases.length });
  const version = set.version + 1;
  await insertSetVersion(tx, { setId: set.id, version, datasetId, createdBy: actor.memberId }, cases);
  return accept({ version, cases: cases.length });
}

async function addCases(
  tx: Db,
  actor: Actor,
  {
    set,
    datasetId,
    cases,
    add,
  }: { set: RegressionSetRow; datasetId: string; cases: readonly SetCase[]; add: CasesOfTrial },
): Promise<Result<{ datasetId: string; cases: SetCase[] }, KeepRefusal>> {
  const taken = await takeCases(tx, set.templateId, add);
  if (!taken.ok) return taken;
  const known = await readRows(tx, datasetId, 1, LAST_ROW);
  const { rows, numbers } = appendRows(known, taken.value.rows);
  const added = casesWith(taken.value.cases, rows, numbers);
  // What is added again says anew what is right.
  const all = [...cases.filter((one) => !added.some((place) => isAt(one, place))), ...added].sort(
    (a, b) => a.rowNumber - b.rowNumber || (a.language < b.language ? -1 : 1),
  );
  if (rows.length === known.length) return accept({ datasetId, cases: all });
  const frozen = await freezeRows(tx, {
    ...{ rows, likeDatasetId: taken.value.datasetId, name: set.name, createdBy: actor.memberId },
  });
  return accept({ datasetId: frozen, cases: all });
}

function isAt(one: Place, other: Place): boolean {
  return one.rowNumber === other.rowNumber && one.language === other.language;
}
