import { join } from "node:path";
import type { Database } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { ensureEnvToken } from "#lib/auth/ensure-env-token.ts";
import { ensureFirstAdmin } from "#lib/auth/ensure-first-admin.ts";
import { ensureStarterLexicons } from "#lib/checks/lexicons/ensure-starter-lexicons.ts";
import type { Env } from "#lib/env.ts";
import { ensureEnvProvider } from "#lib/models/ensure-env-provider.ts";
import { sealKeptSecrets } from "#lib/models/seal-kept-secrets.ts";
import { clearScratch } from "#lib/objects/scratch.ts";
import { log } from "#lib/observability/log.ts";
import { startTracing } from "#lib/observability/start-tracing.ts";
import { startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { installQueue } from "./install-queue.ts";
import { keepFilesPrivate } from "./keep-files-private.ts";
import { listLostKeys } from "./keys/sealed-secrets.ts";
import { requireObjectStore } from "./require-object-store.ts";
import { requireStrongSecrets } from "./require-strong-secrets.ts";
import { loadSecrets } from "./secrets.ts";

export interface Installation {
  database: Database;
  /** The first sign-in, when this start made it. */
  firstAdmin: Awaited<ReturnType<typeof ensureFirstAdmin>>;
  close(): Promise<void>;
}

/**
 * What every process needs before it serves or works: object store, secrets, database, sandbox, and what the
 * environment asks to exist.
 * @throws EmbeddedInUseError when another process runs on the data folder.
 */
export async function openInstallation(env: Env): Promise<Installation> {
  requireStrongSecrets(env);
  keepFilesPrivate(env.DATA_DIR);
  await requireObjectStore();
  await clearScratch({ isStarting: true });
  const stopTracing = await startTracing(env);
  const database = await openDatabase(
    env.DATABASE_URL ? { url: env.DATABASE_URL } : { dataDir: env.DATA_DIR },
  );
  await installQueue(database);
  const secrets = loadSecrets(env);
  // Bundled code of the web server reads them from here.
  process.env.AUTH_SECRET = secrets.authSecret;
  process.env.ENCRYPTION_KEY = secrets.encryptionKey;
  process.env.DATA_DIR = env.DATA_DIR;
  const lost = await listLostKeys(database.sql);
  if (lost.length > 0)
    log.error(
      { providers: lost },
      "ENCRYPTION_KEY does not open the keys of these providers: set it, or enter them anew",
    );
  const sandbox = env.SANDBOX_URL ? null : await startSandbox({ folder: join(env.DATA_DIR, "sandbox") });
  if (sandbox) process.env.SANDBOX_URL = sandbox.url;
  const firstAdmin = await ensureFirstAdmin(env);
  await ensureEnvToken(env);
  await ensureEnvProvider(env);
  await sealKeptSecrets();
  await ensureStarterLexicons();
  // Nothing waits for it, and few installations have one.
  if (env.CUT_OUT_MODEL !== undefined)
    void import("./report-cut-out-model.ts").then(({ reportCutOutModel }) => reportCutOutModel());
  return {
    database,
    firstAdmin,
    async close() {
      await sandbox?.close();
      await database.close();
      await stopTracing();
    },
  };
}
