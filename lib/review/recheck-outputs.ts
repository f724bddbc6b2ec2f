import type { Db } from "#db/client.ts";
import { type CheckedOutputRow, readItemChecks, writeItemChecks } from "#db/queries/review/item-checks.ts";
import { type CheckedOutput, checkAnew } from "#lib/checks/check-anew.ts";
import { compareOutputs } from "#lib/checks/near-duplicates/compare-outputs.ts";
import type { Verdict } from "#lib/checks/verdict.ts";

/**
 * What is said of an output that a model has made anew beside others of its batch: whether it is a near-duplicate, where
 * its template asks for that. In the transaction that keeps it.
 */
export async function compareRegenerated(tx: Db, batchId: string, seq: number): Promise<Verdict[]> {
  const found = await readItemChecks(tx, batchId, [seq]);
  const spec = found?.specs.find(({ kind }) => kind === "near-duplicate");
  if (!found || spec?.kind !== "near-duplicate") return [];
  const company = { runId: batchId, datasetId: found.datasetId };
  return [...(await compareOutputs(tx, company, spec, placed(found.outputs))).values()];
}

/**
 * Checks anew the outputs as they stand now, in the transaction that keeps what people have written, so that what stands
 * beside an output is about it. Where a template asks for no checks, what was said of the output's form stays.
 */
export async function recheckOutputs(
  tx: Db,
  items: readonly { batchId: string; seq: number }[],
): Promise<void> {
  for (const [batchId, ofBatch] of Map.groupBy(items, (item) => item.batchId)) {
    const found = await readItemChecks(
      tx,
      batchId,
      ofBatch.map(({ seq }) => seq),
    );
    if (!found || found.specs.length === 0) continue;
    const { specs, datasetId } = found;
    const outputs = placed(found.outputs);
    const verdicts = await checkAnew(tx, { batchId, datasetId, specs, outputs });
    await writeItemChecks(
      tx,
      batchId,
      outputs.map(({ seq, version }) => ({ seq, version, checks: verdicts.get(seq) ?? [] })),
    );
  }
}

function placed(rows: readonly CheckedOutputRow[]): CheckedOutput[] {
  return rows.map(({ outputVersion, ...row }) => ({ ...row, version: outputVersion }));
}
