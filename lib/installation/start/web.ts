import "../forget-empty-variables.ts";

import { readEnv } from "#lib/env.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { buildIfNeeded } from "../build-if-needed.ts";
import { openInstallation } from "../open-installation.ts";
import { printWelcome } from "../print-welcome.ts";
import { requireDatabaseUrl } from "../require-database-url.ts";
import { serveWeb } from "../serve-web.ts";
import { stopOnSignal } from "../stop-on-signal.ts";

// `npm run web`: the web server alone; it puts jobs on the queue and leaves them to the workers.
const env = requireDatabaseUrl(readEnv());
await buildIfNeeded();
const installation = await openInstallation(env);
await startQueue(jobs, "web");
const web = await serveWeb(env);
stopOnSignal(async () => {
  await web.close();
  await stopQueue();
  await installation.close();
});
printWelcome({ url: web.url, firstAdmin: installation.firstAdmin, sampleMembers: [], env });
