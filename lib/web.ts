import { readEnv } from "#lib/env.ts";
import { buildIfNeeded } from "#lib/installation/build-if-needed.ts";
import { openInstallation } from "#lib/installation/open-installation.ts";
import { printWelcome } from "#lib/installation/print-welcome.ts";
import { requireDatabaseUrl } from "#lib/installation/require-database-url.ts";
import { serveWeb } from "#lib/installation/serve-web.ts";
import { stopOnSignal } from "#lib/installation/stop-on-signal.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { startQueue, stopQueue } from "#lib/worker/queue.ts";

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
