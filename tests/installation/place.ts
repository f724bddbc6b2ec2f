import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { inject } from "vitest";
import { type DatabaseLocation, openDatabase } from "#db/open-database.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { startEmbeddedWorker, startWorkerProcess } from "#tests/fixtures/start-worker-process.ts";

/** Somewhere an installation is or may come to be: a folder, and where its database is. */
export interface Place {
  env: Record<string, string>;
  at: DatabaseLocation;
}

/** A place with nothing in it. @param serverUrl of a PostgreSQL; without one the database is embedded. */
export async function emptyPlace(serverUrl: string | null): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), "presswork-place-"));
  return serverUrl
    ? placeOn(serverUrl, dataDir, "template1")
    : { env: { DATA_DIR: dataDir }, at: { dataDir } };
}

/** A place with an installation that nobody has used yet. @param serverUrl as of an empty one. */
export async function newPlace(serverUrl: string | null): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), "presswork-place-"));
  const template = inject("postgres")?.template;
  if (serverUrl && template) return placeOn(serverUrl, dataDir, template);
  cpSync(inject("embeddedTemplate"), dataDir, { recursive: true });
  return { env: { DATA_DIR: dataDir }, at: { dataDir } };
}

async function placeOn(serverUrl: string, dataDir: string, template: string): Promise<Place> {
  const name = `place_${crypto.randomUUID().replaceAll("-", "")}`;
  const server = postgres(serverUrl, { max: 1 });
  await server`create database ${server(name)} template ${server(template)}`;
  await server.end();
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href;
  return { env: { DATA_DIR: dataDir, DATABASE_URL: url }, at: { url } };
}

/** Does something in the place's database, made if there is none, with nobody of this process working on its queue. */
export async function inside<Value>({ at }: Place, work: () => Promise<Value>): Promise<Value> {
  const opened = await openDatabase(at);
  await startQueue(jobs, "web");
  try {
    return await work();
  } finally {
    await stopQueue();
    await opened.close();
  }
}

/** A worker process of the place; on the embedded database it ends when the batch is over. */
export function startWorkerAt({ env, at }: Place, batchId: string) {
  return "url" in at ? startWorkerProcess(env) : startEmbeddedWorker(at.dataDir, batchId, env);
}

/** Runs one of the installation's commands at the place, as `npm run` does. */
export async function runCommandAt(
  { env }: Place,
  command: "backup" | "restore" | "rotate-key",
  args: string[] = [],
  more: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const { exited, output } = startWorkerProcess(
    { ...env, ...more },
    `lib/installation/commands/${command}.ts`,
    args,
  );
  return { code: await exited, output: output() };
}
