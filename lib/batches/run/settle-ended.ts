import type { Db } from "#db/client.ts";
import type { BatchRow } from "#db/queries/batches/batches.ts";
import type { EndedItem } from "#db/queries/batches/flush-results.ts";
import { compareOutputs } from "#lib/checks/near-duplicates/compare-outputs.ts";
import type { TemplateChecks } from "#lib/checks/template-checks.ts";
import { withVerdict } from "./end-item.ts";

const FIRST_VERSION = 1;

/** Items that end, with what is said of their outputs beside others: whether they are near-duplicates. */
export async function settleEnded(
  tx: Db,
  {
    batch,
    checks,
  }: { batch: Pick<BatchRow, "id" | "datasetId" | "reviewPlan" | "reviewSeed">; checks: TemplateChecks },
  ended: EndedItem[],
): Promise<EndedItem[]> {
  const spec = checks.nearDuplicates;
  if (!spec) return ended;
  const outputs = ended.flatMap(({ output, seq, rowNumber, language }) =>
    output ? [{ seq, rowNumber, language, version: FIRST_VERSION, output }] : [],
  );
  const company = { runId: batch.id, datasetId: batch.datasetId };
  const verdicts = await compareOutputs(tx, company, spec, outputs);
  return ended.map((item) => {
    const verdict = verdicts.get(item.seq);
    return verdict ? withVerdict(batch, item, verdict) : item;
  });
}
