import { db } from "#db/client.ts";
import { findDataset, readRowsByNumber } from "#db/queries/datasets.ts";
import { findSet, findSetVersion, listSets, readCases } from "#db/queries/evaluators/regression-sets.ts";
import { findTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { inOrder } from "#lib/in-order.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, refuse } from "#lib/result.ts";

/** A page of a template's sets, newest first. Needs `templates:read`. */
export async function viewSets(
  actor: Actor,
  { templateId, limit, cursor }: { templateId: string; limit: number; cursor?: string | undefined },
) {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  if (!(await findTemplate(db(), templateId))) return refuse("not_found");
  const found = await listSets(db(), templateId, { limit, before: decodeIdCursor(cursor) });
  return accept(cutPage(found, limit, ({ id }) => [id]));
}

/** A set as it is, or as one of its versions was, with its rows. Needs `templates:read` and `datasets:read`. */
export async function viewSet(
  actor: Actor,
  { templateId, setId, version }: { templateId: string; setId: string; version?: number | undefined },
) {
  if (!can(actor, "templates:read") || !can(actor, "datasets:read")) return refuse("forbidden");
  const set = await findSet(db(), setId);
  if (set?.templateId !== templateId) return refuse("not_found");
  const shown = await findSetVersion(db(), setId, version ?? set.version);
  if (!shown) return refuse("not_found");
  const cases = await readCases(db(), setId, shown.version);
  const dataset = await findDataset(db(), shown.datasetId);
  const columns = dataset?.columns.map(({ name }) => name) ?? [];
  const numbers = [...new Set(cases.map(({ rowNumber }) => rowNumber))];
  const rows = await readRowsByNumber(db(), shown.datasetId, numbers);
  const valuesOf = new Map(rows.map(({ rowNumber, values }) => [rowNumber, inOrder(values, columns)]));
  return accept({
    ...set,
    columns,
    shown: { version: shown.version, createdAt: shown.createdAt, createdBy: shown.createdByName },
    cases: cases.map(({ rowNumber, language, split, expected }) => ({
      ...{ rowNumber, language, split, expected, source: valuesOf.get(rowNumber) ?? {} },
    })),
  });
}
