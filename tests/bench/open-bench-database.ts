import { openDatabase } from "#db/open-database.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { launchPostgres, type PostgresServer } from "#tests/fixtures/launch-postgres.ts";

/** A PostgreSQL server of a benchmark's own, open in this process, which leaves the work to others. */
export interface BenchDatabase extends PostgresServer {
  close(): Promise<void>;
}

/** Starts it. Ends the process where no PostgreSQL can be had. */
export async function openBenchDatabase(): Promise<BenchDatabase> {
  const server = launchPostgres();
  if (!server) {
    process.stdout.write("No PostgreSQL on this machine: skipped.\n");
    process.exit(0);
  }
  const database = await openDatabase({ url: server.url, maxConnections: 4 });
  await startQueue(jobs, "web");
  return {
    ...server,
    async close() {
      await stopQueue();
      await database.close();
      server.stop();
    },
  };
}
