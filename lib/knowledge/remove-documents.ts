import type { Db } from "#db/client.ts";
import { type DocumentRow, deleteDocument } from "#db/queries/knowledge/documents.ts";
import { enterLostIndexCalls } from "#lib/calls/index-account.ts";
import { cleanUploadsJob } from "#lib/datasets/jobs.ts";
import { KEPT_FOR_MS } from "#lib/datasets/stale-file.ts";
import { enqueue } from "#lib/queue/queue.ts";

// So that the last file that is wanted no more is old enough itself.
const A_WHILE_MS = 60 * 60_000;

/**
 * Removes documents that the transaction holds, with their passages. A call that is under way for one is in the ledger as
 * unknown; its file goes when it is a day old.
 */
export async function removeDocuments(tx: Db, held: readonly Pick<DocumentRow, "id">[]): Promise<void> {
  if (held.length === 0) return;
  for (const { id } of held) {
    await enterLostIndexCalls(tx, id);
    await deleteDocument(tx, id);
  }
  const startAfter = new Date(Date.now() + KEPT_FOR_MS + A_WHILE_MS);
  await enqueue(tx, cleanUploadsJob, {}, { startAfter });
}
