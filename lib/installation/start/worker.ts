import "../forget-empty-variables.ts";

import { readEnv } from "#lib/env.ts";
import { log } from "#lib/observability/log.ts";
import { serveMetrics } from "#lib/observability/serve-metrics.ts";
import { startWorker } from "#lib/worker/start-worker.ts";
import { seedDemo } from "../demo/seed-demo.ts";
import { openInstallation } from "../open-installation.ts";
import { requireDatabaseUrl } from "../require-database-url.ts";
import { stopOnSignal } from "../stop-on-signal.ts";

// `npm run worker`: a worker alone, one of as many as there are; they share nothing but PostgreSQL.
const STOP_JOBS_MS = 8_000;

const env = requireDatabaseUrl(readEnv());
const installation = await openInstallation(env);
const worker = await startWorker();
if (env.seedSample) await seedDemo();
const metrics = await serveMetrics(env);
stopOnSignal(async () => {
  metrics?.close();
  await worker.stop(STOP_JOBS_MS);
  await installation.close();
});
log.info({ metricsPort: metrics?.port }, "worker started");
