import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { openDatabase } from "#db/open-database.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { untilState } from "#tests/batches/batch-fixture.ts";
import { insideEmbedded } from "#tests/fixtures/inside-embedded.ts";
import { launchPostgres } from "#tests/fixtures/launch-postgres.ts";
import { type ProviderProcess, startProviderProcess } from "#tests/fixtures/start-provider-process.ts";
import {
  startEmbeddedWorker,
  startWorkerProcess,
  type WorkerProcess,
} from "#tests/fixtures/start-worker-process.ts";
import { PATIENCE_MS } from "./fault-case.ts";
import { insistently } from "./insistently.ts";

/** Where a case is played: an installation, its workers, and a provider that keeps its own bill. */
export interface Scene {
  provider: ProviderProcess;
  /** Starts a worker as a process of its own. On the embedded database it ends with this batch. */
  work(batchId: string): WorkerProcess;
  /** Does something in the database from outside. On the embedded one no worker may run meanwhile. */
  inside<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Waits until the batch has succeeded; on the embedded database that is the end of the last worker. */
  finished(batchId: string): Promise<void>;
  /** PostgreSQL only: ends every session as a crash does, and starts the server again. */
  restartDatabase(): void;
  /** What the workers have printed. */
  outputs(): string;
  close(): Promise<void>;
}

const TALKING_WORKER = { LOG_LEVEL: "info" };

/** A server that several cases use, each with a database of its own: a copy of the template, if there is one. */
export interface SharedServer {
  serverUrl: string;
  template?: string;
}

/** A PostgreSQL database of its own, on a server that is given or, for a case that restarts it, of its own too. */
export async function openPostgresScene(shared: SharedServer | null): Promise<Scene> {
  const server = shared ? null : launchPostgres();
  const url = await createDatabase(shared ?? { serverUrl: server?.url ?? "" });
  const provider = await startProviderProcess();
  const database = await openDatabase({ url, maxConnections: 3 });
  await startQueue(jobs, "web");
  const workers: WorkerProcess[] = [];
  return {
    provider,
    work() {
      const worker = startWorkerProcess({ DATABASE_URL: url, ...TALKING_WORKER });
      workers.push(worker);
      return worker;
    },
    inside: (work) => work(),
    finished: async (batchId) =>
      void (await insistently(() => untilState(batchId, ["succeeded"], PATIENCE_MS))),
    restartDatabase() {
      if (!server) throw new Error("Others use this server too.");
      server.restart();
    },
    outputs: () => workers.map((worker) => worker.output()).join("\n"),
    async close() {
      await Promise.all(workers.map(end));
      provider.stop();
      await stopQueue();
      await database.close();
      server?.stop();
    },
  };
}

/**
 * An embedded database in a folder of its own, opened by one process at a time. @param template a folder to copy: without,
 * it is made anew.
 */
export async function openEmbeddedScene(template?: string): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "presswork-fault-"));
  if (template) cpSync(template, folder, { recursive: true });
  const provider = await startProviderProcess();
  const workers: WorkerProcess[] = [];
  return {
    provider,
    work(batchId) {
      const worker = startEmbeddedWorker(folder, batchId, TALKING_WORKER);
      workers.push(worker);
      return worker;
    },
    inside: (work) => insideEmbedded(folder, work),
    async finished() {
      const worker = workers.at(-1);
      const code = await worker?.exited;
      if (code !== 0) throw new Error(`The worker ended with ${code}:\n${worker?.output()}`);
    },
    restartDatabase() {
      throw new Error("The embedded database dies with its process.");
    },
    outputs: () => workers.map((worker) => worker.output()).join("\n"),
    async close() {
      await Promise.all(workers.map(end));
      provider.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(worker: WorkerProcess): Promise<void> {
  // A stopped process takes no other signal.
  if (worker.process.exitCode === null && worker.process.signalCode === null) await worker.kill();
}

async function createDatabase({ serverUrl, template = "template1" }: SharedServer): Promise<string> {
  const name = `faults_${crypto.randomUUID().replaceAll("-", "")}`;
  const sql = postgres(serverUrl, { max: 1 });
  await sql`create database ${sql(name)} template ${sql(template)}`;
  await sql.end();
  return Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
}
