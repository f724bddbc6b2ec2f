import type { Db } from "#db/client.ts";
import { readSteps } from "#db/queries/batches/item-steps.ts";
import { type CheckedOutputRow, readItemChecks, writeItemChecks } from "#db/queries/review/item-checks.ts";
import { type CheckedOutput, checkAnew } from "#lib/checks/check-anew.ts";
import { compareOutputs } from "#lib/checks/near-duplicates/compare-outputs.ts";
import { isOfPictureIn, pictureVerdicts } from "#lib/checks/picture-verdicts.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import { picturesOf } from "#lib/items/pictures-of.ts";

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
    if (!found) continue;
    const { specs, datasetId } = found;
    const outputs = await withPictures(tx, batchId, placed(found.outputs));
    if (specs.length === 0 && outputs.every(({ ofPictures }) => ofPictures === undefined)) continue;
    const verdicts = await checkAnew(tx, { batchId, datasetId, specs, outputs });
    await writeItemChecks(
      tx,
      batchId,
      outputs.map(({ seq, version }) => ({ seq, version, checks: verdicts.get(seq) ?? [] })),
    );
  }
}

// Somebody may have chosen another candidate: what was measured of it stands with the steps that made it.
async function withPictures(tx: Db, batchId: string, outputs: CheckedOutput[]): Promise<CheckedOutput[]> {
  const changed = outputs.filter(({ checks, output }) =>
    checks.some((verdict) => isOfPicture(verdict) && !isOfPictureIn(output, verdict)),
  );
  if (changed.length === 0) return outputs;
  const seqs = changed.map(({ seq }) => seq);
  const steps = await readSteps(tx, batchId, seqs);
  return outputs.map((one) => {
    if (!seqs.includes(one.seq)) return one;
    const found = picturesOf(steps.get(one.seq) ?? [], one.output);
    // One that came of a regeneration is none of these steps': nothing is known of it.
    const isTheirs = found.some(({ field }) => field !== null);
    return { ...one, ofPictures: isTheirs ? found.flatMap(pictureVerdicts) : [] };
  });
}

function isOfPicture({ kind, field }: Verdict): boolean {
  return kind === "picture" && field !== null;
}

function placed(rows: readonly CheckedOutputRow[]): CheckedOutput[] {
  return rows.map(({ outputVersion, ...row }) => ({ ...row, version: outputVersion }));
}
