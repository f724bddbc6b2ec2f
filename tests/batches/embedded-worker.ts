import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { isFinal } from "#lib/batches/batch-state.ts";
import { readEnv } from "#lib/env.ts";
import { openInstallation } from "#lib/installation/open-installation.ts";
import { startWorker } from "#lib/worker/start-worker.ts";

// `npm start` without the web server, on the embedded database of DATA_DIR: works until BATCH_ID is over.
const installation = await openInstallation(readEnv());
const worker = await startWorker();
const batchId = process.env.BATCH_ID ?? "";
for (;;) {
  const batch = await findBatch(db(), batchId);
  if (!batch || isFinal(batch.state)) break;
  await new Promise((resolve) => setTimeout(resolve, 200));
}
await worker.stop(1_000);
await installation.close();
process.exit(0);
