import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { isFinal } from "#lib/batches/batch-state.ts";
import { readEnv } from "#lib/env.ts";
import { deedsOf } from "#lib/installation/deeds.ts";
import { openDoor } from "#lib/installation/door.ts";
import { openInstallation } from "#lib/installation/open-installation.ts";
import { startWorker } from "#lib/worker/start-worker.ts";

// `npm start` without the web server, on the embedded database of DATA_DIR: works until BATCH_ID is over.
const env = readEnv();
const installation = await openInstallation(env);
const door = await openDoor(env.DATA_DIR, deedsOf(env, installation.database));
const worker = await startWorker();
const batchId = process.env.BATCH_ID ?? "";
for (;;) {
  const batch = await findBatch(db(), batchId);
  if (!batch || isFinal(batch.state)) break;
  await new Promise((resolve) => setTimeout(resolve, 200));
}
door.close();
await worker.stop(1_000);
await installation.close();
process.exit(0);
