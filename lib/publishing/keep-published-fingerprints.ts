import type { Db } from "#db/client.ts";
import { findChecksOfBatch } from "#db/queries/checks/checks-of-batch.ts";
import { type PublicationRow, readApprovedItems } from "#db/queries/publishing/publications.ts";
import { readRefused } from "#db/queries/publishing/refusals.ts";
import { keepPublished } from "#lib/checks/near-duplicates/compare-outputs.ts";

const PAGE_ITEMS = 500;

/**
 * Keeps fingerprints of what a publication holds, so that outputs to come are compared with it: of batches whose template
 * asks for near-duplicates. Done again for the same publication it changes nothing that is found.
 */
export async function keepPublishedFingerprints(
  tx: Db,
  { id, batchId, listed }: Pick<PublicationRow, "id" | "batchId" | "listed">,
  { datasetId }: { datasetId: string },
  signal: AbortSignal,
): Promise<void> {
  const spec = (await findChecksOfBatch(tx, batchId)).find(({ kind }) => kind === "near-duplicate");
  if (spec?.kind !== "near-duplicate") return;
  for (let afterSeq = -1; ; ) {
    signal.throwIfAborted();
    const page = await readApprovedItems(tx, id, { batchId, datasetId, listed }, afterSeq, PAGE_ITEMS);
    const refused = await readRefused(
      tx,
      id,
      page.map(({ seq }) => seq),
    );
    const outputs = page
      .filter(({ seq }) => !refused.has(seq))
      .map(({ outputVersion, ...item }) => ({ ...item, version: outputVersion }));
    await tx.transaction((inner) => keepPublished(inner, { runId: batchId, datasetId }, spec, outputs));
    const last = page.at(-1);
    if (!last || page.length < PAGE_ITEMS) return;
    afterSeq = last.seq;
  }
}
