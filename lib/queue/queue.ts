import { sql as drizzleSql } from "drizzle-orm";
import { fromBunSql, fromDrizzle, PgBoss } from "pg-boss";
import { type Database, type Db, database } from "#db/client.ts";
import { AppError } from "#lib/app-error.ts";
import type { QueuedJobs } from "#lib/observability/describe-metrics.ts";
import { log } from "#lib/observability/log.ts";
import { givenUpQueue, type Job } from "./job.ts";

// The web server sends jobs from bundled code and the worker fetches them from plain Node: one queue a process.
const holder = globalThis as typeof globalThis & { pressworkQueue?: PgBoss };

const HEARTBEAT_SECONDS = 10;
// A job whose worker was killed again and again still goes on within 30 s of the last time: the queue needs 11 s to
// notice, and then waits this long at most.
const LONGEST_RETRY_DELAY_SECONDS = 12;
const INSTANCE_HEARTBEAT_SECONDS = 5;
/** What has to be written down of a job that was given up waits for a database that is down, a good day long. */
const GIVING_UP_RETRIES = 10_000;
// What waited or was due while the service was down is still done when it comes back, however long that takes: a
// batch would wait for ever for a job that the queue has thrown away.
const KEPT_SECONDS = 10 * 365 * 24 * 60 * 60;

/**
 * Starts the process's queue and makes sure it knows every kind of job. Comes before the first `enqueue`, which
 * could not do it from inside a transaction.
 */
export async function startQueue(jobs: readonly Job<object>[], role: "web" | "worker"): Promise<PgBoss> {
  const boss = await openQueue(database(), role);
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  for (const job of jobs) {
    const deadLetter = givenUpQueue(job);
    const common = {
      retryBackoff: true,
      retryDelayMax: LONGEST_RETRY_DELAY_SECONDS,
      expireInSeconds: job.expireInSeconds,
      heartbeatSeconds: HEARTBEAT_SECONDS,
    };
    // Jobs come there without being sent: they are kept as long as those that are.
    const last = { ...common, retryLimit: GIVING_UP_RETRIES, retentionSeconds: KEPT_SECONDS };
    if (!known.has(deadLetter)) await boss.createQueue(deadLetter, last);
    const queue = known.get(job.name);
    if (!queue) await boss.createQueue(job.name, { ...common, retryLimit: job.retryLimit, deadLetter });
    // Releases before 0.2.0 threw away what had run out of retries.
    else if (queue.deadLetter !== deadLetter) await boss.updateQueue(job.name, { deadLetter });
  }
  holder.pressworkQueue = boss;
  return boss;
}

/** Stops the process's queue, once its jobs have ended: one that is asked to stop may hand its work on to a new one. */
export async function stopQueue(): Promise<void> {
  await holder.pressworkQueue?.stop({ graceful: false, close: false });
  delete holder.pressworkQueue;
}

/**
 * Puts a job on the queue inside the caller's transaction: it exists exactly when the transaction commits.
 * @param options.startAfter when it may run at the earliest; `singletonKey` keeps a second waiting one out.
 */
export async function enqueue<Payload extends object>(
  tx: Db,
  job: Job<Payload>,
  payload: Payload,
  options: { startAfter?: Date; singletonKey?: string } = {},
): Promise<void> {
  await startedQueue().send(job.name, payload, {
    ...options,
    retentionSeconds: KEPT_SECONDS,
    db: fromDrizzle(tx as never, drizzleSql),
  });
}

/**
 * Puts any number of jobs of one group on the queue, in one statement of the caller's transaction.
 * @param options.startAfter when they may run at the earliest; `priority` below 0 lets others of their kind go first.
 */
export async function enqueueAll<Payload extends object>(
  tx: Db,
  job: Job<Payload>,
  payloads: readonly Payload[],
  group: string,
  options: { startAfter?: Date; priority?: number } = {},
): Promise<void> {
  if (payloads.length === 0) return;
  await startedQueue().insert(
    job.name,
    payloads.map((data) => ({ data, group: { id: group }, retentionSeconds: KEPT_SECONDS, ...options })),
    { db: fromDrizzle(tx as never, drizzleSql) },
  );
}

/** Whether any process has been working on jobs within the last quarter of a minute. */
export async function hasWorker(): Promise<boolean> {
  const instances = (await holder.pressworkQueue?.getInstances()) ?? [];
  return instances.some((instance) => instance.name === "worker" && instance.live);
}

/** How many jobs of each kind wait and run: the queue counts them itself, about once a second. */
export async function countQueuedJobs(): Promise<QueuedJobs[]> {
  const queues = (await holder.pressworkQueue?.getQueues()) ?? [];
  return queues
    .filter(({ name }) => name.includes("."))
    .map(({ name, queuedCount, activeCount }) => ({ job: name, waiting: queuedCount, running: activeCount }));
}

function startedQueue(): PgBoss {
  const boss = holder.pressworkQueue;
  if (!boss) throw new AppError("The queue is not started in this process.");
  return boss;
}

async function openQueue({ sql, kind }: Database, role: "web" | "worker"): Promise<PgBoss> {
  const boss = new PgBoss({
    db: fromBunSql({ unsafe: run(sql), reserve: async () => reserved(await sql.reserve()) }),
    schema: "queue",
    backend: kind === "embedded" ? "pglite" : "postgres",
    instanceName: role,
    instanceHeartbeatSeconds: INSTANCE_HEARTBEAT_SECONDS,
    // With a heartbeat of 10 s this is what makes a killed worker's job run again within 10 s.
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    // Batches have schedules of their own: nothing of the queue's runs by the clock.
    schedule: false,
  });
  boss.on("error", (err) => log.error({ err }, "the queue met an error"));
  await boss.start();
  return boss;
}

type Driver = Database["sql"];

// Drizzle hands the driver JSON and times as text and tells it not to convert them; the queue expects it to.
function run(driver: Pick<Driver, "unsafe">) {
  return (text: string, values: unknown[] = []): Promise<unknown> =>
    driver.unsafe(text, values.map(asText) as never[]);
}

function reserved(connection: Awaited<ReturnType<Driver["reserve"]>>) {
  return { unsafe: run(connection), release: () => connection.release() };
}

function asText(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  const isJson =
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
  return isJson ? JSON.stringify(value) : value;
}
