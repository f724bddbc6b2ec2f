import type { Env } from "#lib/env.ts";

/** The configuration, for a process that runs beside others. Ends the process with the reason when it cannot. */
export function requireDatabaseUrl(env: Env): Env {
  if (!env.embedded) return env;
  process.stderr.write(
    "Set DATABASE_URL to a PostgreSQL 15 or newer. The embedded database serves one process only: npm start.\n",
  );
  process.exit(1);
}
