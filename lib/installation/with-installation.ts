import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Database, setDatabase } from "#db/client.ts";
import { connectDatabase } from "#db/open-database.ts";
import type { Env } from "#lib/env.ts";
import { knock } from "./door.ts";

/**
 * Does something in the installation that a command is about: in the process that runs on the embedded database, or
 * here, on PostgreSQL beside all others.
 * @param deed what that process calls it.
 * @returns what it gave, as it is written in JSON; `null` where there is no database.
 */
export async function withInstallation(
  env: Env,
  { deed, input, here }: { deed: string; input: unknown; here: (database: Database) => Promise<unknown> },
): Promise<unknown> {
  const asked = env.embedded ? await knock(env.DATA_DIR, deed, input) : null;
  if (asked) return asked.done;
  // Whoever opens an embedded database where none is makes one.
  if (env.embedded && !existsSync(join(env.DATA_DIR, "database"))) return null;
  const at = env.DATABASE_URL ? { url: env.DATABASE_URL } : { dataDir: env.DATA_DIR };
  const database = await connectDatabase(at);
  setDatabase(database);
  try {
    return await here(database);
  } finally {
    setDatabase(undefined);
    await database.close();
  }
}
