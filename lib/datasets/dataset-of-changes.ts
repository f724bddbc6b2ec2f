import { db } from "#db/client.ts";
import type { ChangeCounts } from "#db/schema/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type CompareQuestion, type CompareRefusal, compareDatasets } from "./compare-datasets.ts";
import type { PickedKind } from "./dataset.ts";
import { insertPicked } from "./pick-rows.ts";

/**
 * Makes a dataset of the rows that are new or changed, or that have no match, as they are in the dataset that was compared:
 * to be tried or launched alone. A job fills it. Needs `datasets:write`. Refuses as a comparison does, and kinds of which there is no row.
 */
export async function datasetOfChanges(
  actor: Actor,
  { name, kinds, ...question }: CompareQuestion & { name: string; kinds: readonly PickedKind[] },
): Promise<Result<{ datasetId: string; rows: number }, CompareRefusal | "changes_none">> {
  if (!can(actor, "datasets:write")) return refuse("forbidden");
  const compared = await compareDatasets(actor, question);
  if (!compared.ok) return compared;
  const { dataset, against, key, comparison } = compared.value;
  if (!comparison || rowsOf(comparison.counts, kinds) === 0) return refuse("changes_none");
  const datasetId = newId();
  const rows = rowsOf(comparison.counts, kinds);
  await db().transaction(async (tx) => {
    const pick = { of: "changes" as const, from: dataset.id, comparisonId: comparison.id, kinds: [...kinds] };
    await insertPicked(tx, {
      ...{ id: datasetId, name, createdBy: actor.memberId },
      ...{ origin: dataset, plan: { pick, rows } },
    });
    await recordAudit(tx, actor, {
      action: "datasets.pick",
      targetType: "dataset",
      targetId: datasetId,
      after: { name, from: dataset.id, against: against.id, key, kinds: [...kinds], rows },
    });
  });
  return accept({ datasetId, rows });
}

function rowsOf(counts: ChangeCounts, kinds: readonly PickedKind[]): number {
  const rows = { ...counts, duplicate: counts.duplicate.rows, keyless: counts.keyless.rows };
  return kinds.reduce((sum, kind) => sum + rows[kind], 0);
}
