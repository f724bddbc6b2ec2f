import "../forget-empty-variables.ts";

import { EmbeddedInUseError } from "#db/embedded.ts";
import { readEnv } from "#lib/env.ts";
import { startWorker } from "#lib/worker/start-worker.ts";
import { buildIfNeeded } from "../build-if-needed.ts";
import { deedsOf } from "../deeds.ts";
import { seedDemo } from "../demo/seed-demo.ts";
import { openDoor } from "../door.ts";
import { openInstallation } from "../open-installation.ts";
import { printWelcome } from "../print-welcome.ts";
import { serveWeb } from "../serve-web.ts";
import { stopOnSignal } from "../stop-on-signal.ts";

// `npm start`: web, worker and, without DATABASE_URL, the database, in one process.
const STOP_JOBS_MS = 8_000;
const dev = process.argv.includes("--dev");

try {
  const env = readEnv();
  const installation = await openInstallation(env);
  if (!dev) await buildIfNeeded();
  const worker = await startWorker();
  const sampleMembers = env.seedSample ? await seedDemo() : [];
  const web = await serveWeb(env, dev);
  const door = env.embedded ? await openDoor(env.DATA_DIR, deedsOf(env, installation.database)) : null;
  stopOnSignal(async () => {
    door?.close();
    await Promise.all([web.close(), worker.stop(STOP_JOBS_MS)]);
    await installation.close();
  });
  printWelcome({ url: web.url, firstAdmin: installation.firstAdmin, sampleMembers, env });
} catch (error) {
  const expected = error instanceof EmbeddedInUseError;
  process.stderr.write(`${expected ? `Presswork is already running: ${error.message}` : explain(error)}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  return error instanceof Error ? `Presswork could not start: ${error.stack}` : String(error);
}
