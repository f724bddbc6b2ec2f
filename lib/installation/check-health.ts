import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { isShort, readDiskRoom } from "#lib/objects/disk-room.ts";
import { openBucket } from "#lib/objects/open-store.ts";
import { log } from "#lib/observability/log.ts";
import { hasWorker } from "#lib/queue/queue.ts";
import { version } from "#lib/version.ts";

export interface Health {
  status: "ok" | "failing";
  database: "ok" | "failing";
  worker: "ok" | "failing";
  /** Only where objects lie in a bucket. */
  objects?: "ok" | "failing";
  /** `low`: nearly full, so that work waits; what is there can still be looked at. */
  disk: "ok" | "low";
  version: string;
}

const PATIENCE_MS = 3_000;

/** Whether this process reaches its database and bucket and some process works on the queue. Never throws. */
export async function checkHealth(): Promise<Health> {
  const bucket = await openBucket();
  const reached = bucket && succeeds(() => bucket.reach());
  const database = await succeeds(() => db().execute(sql`select 1`));
  const worker =
    database && (await succeeds(async () => (await hasWorker()) || Promise.reject(new Error("no worker"))));
  const objects = await reached;
  const isLow = await readDiskRoom().then(
    (room) => isShort(room),
    () => false,
  );
  return {
    status: database && worker && objects !== false ? "ok" : "failing",
    database: database ? "ok" : "failing",
    worker: worker ? "ok" : "failing",
    ...(objects !== null && { objects: objects ? "ok" : "failing" }),
    disk: isLow ? "low" : "ok",
    version,
  };
}

async function succeeds(probe: () => PromiseLike<unknown>): Promise<boolean> {
  const patience = new Promise((_, reject) =>
    setTimeout(reject, PATIENCE_MS, new Error("no answer in time")).unref(),
  );
  try {
    await Promise.race([probe(), patience]);
    return true;
  } catch (err) {
    log.warn({ err }, "a health probe failed");
    return false;
  }
}
