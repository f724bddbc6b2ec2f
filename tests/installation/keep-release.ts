import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildIfNeeded } from "#lib/installation/build-if-needed.ts";
import { version } from "#lib/version.ts";
import { findPostgres } from "#tests/fixtures/ensure-postgres.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { startConsole } from "#tests/fixtures/start-console.ts";
import { fillRelease, RELEASE_ENCRYPTION_KEY } from "./fill-release.ts";

// `npm run keep-release`, once a release, at its own commit: what it leaves in a database, for upgrade.db.ts to
// bring up to date from then on.
await buildIfNeeded();
const server = launchPostgres();
if (!server) throw new Error("There is no PostgreSQL on this machine.");
try {
  const app = await startConsole({
    env: {
      DATABASE_URL: server.url,
      AUTH_SECRET: RELEASE_ENCRYPTION_KEY,
      ENCRYPTION_KEY: RELEASE_ENCRYPTION_KEY,
      SEED_SAMPLE: "1",
    },
  });
  try {
    await fillRelease(app);
  } finally {
    await app.stop();
  }
  const file = join(import.meta.dirname, "releases", `${version}.sql.gz`);
  writeFileSync(file, gzipSync(dump(server.url), { level: 9 }));
  process.stdout.write(`${file}\n`);
} finally {
  server.stop();
}

/** The database as SQL that any PostgreSQL runs: rows as inserts, because the embedded one takes no COPY. */
function dump(url: string): string {
  const program = join(findPostgres() ?? "", "pg_dump");
  const args = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100", url];
  const text = execFileSync(program, args, { maxBuffer: 1e9 }).toString();
  // Newer ones put a command to psql around it.
  return text.replace(/^\\(un)?restrict .*\n/gm, "");
}
