import { db } from "#db/client.ts";
import { lockBatch } from "#db/queries/batches/batches.ts";
import { updateProviderBatch } from "#db/queries/batches/provider-batches.ts";
import type { RemoteBatch } from "#lib/models/endpoints/provider-batch/batch-client.ts";
import { log } from "#lib/observability/log.ts";
import { feedBatch } from "../run/feed-batch.ts";
import type { ProviderBatchRun } from "./open-run.ts";

/** Writes down that the provider has a batch, as whatever it calls it, and hands out what comes behind it. */
export async function noteSubmitted({ file }: ProviderBatchRun, remote: RemoteBatch): Promise<void> {
  const { id: remoteId, expiresAt } = remote;
  await db().transaction(async (tx) => {
    // The batch first, as everywhere: what this one left over is handed out now.
    await lockBatch(tx, file.batchId);
    await updateProviderBatch(tx, file, {
      state: "submitted",
      remoteId,
      expiresAt,
      submittedAt: new Date(),
      trouble: null,
      troubledSince: null,
    });
    await feedBatch(tx, file.batchId);
  });
  log.info({ batchId: file.batchId, providerBatchId: file.id }, "a provider batch was submitted");
}
