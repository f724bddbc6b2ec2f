import type { Database } from "#db/client.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";

const LOCK = 7_209_466_302;

/**
 * Brings the queue's own tables up to date, one process at a time: of two that make them at once on an empty
 * database, as web and worker do when both are new, the queue lets one fail.
 */
export async function installQueue({ kind, sql }: Pick<Database, "kind" | "sql">): Promise<void> {
  // The embedded database has one process, and one connection that must not be held meanwhile.
  if (kind === "embedded") return;
  const connection = await sql.reserve();
  try {
    await connection`select pg_advisory_lock(${LOCK})`;
    await startQueue([], "web");
    await stopQueue();
  } finally {
    await connection`select pg_advisory_unlock(${LOCK})`;
    connection.release();
  }
}
