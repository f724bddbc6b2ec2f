import { readEnv } from "#lib/env.ts";
import { openInstallation } from "#lib/installation/open-installation.ts";
import { requireDatabaseUrl } from "#lib/installation/require-database-url.ts";
import { serveMetrics } from "#lib/installation/serve-metrics.ts";
import { stopOnSignal } from "#lib/installation/stop-on-signal.ts";
import { log } from "#lib/log.ts";
import { seedSample } from "#lib/sample/seed-sample.ts";
import { startWorker } from "./start-worker.ts";

// `npm run worker`: a worker alone, one of as many as there are; they share nothing but PostgreSQL.
const STOP_JOBS_MS = 8_000;

const env = requireDatabaseUrl(readEnv());
const installation = await openInstallation(env);
const worker = await startWorker();
if (env.seedSample) await seedSample();
const metrics = await serveMetrics(env);
stopOnSignal(async () => {
  metrics?.close();
  await worker.stop(STOP_JOBS_MS);
  await installation.close();
});
log.info({ metricsPort: metrics?.port }, "worker started");
