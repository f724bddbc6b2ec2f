import type { Database } from "#db/client.ts";
import { startQueue, stopQueue } from "#lib/queue/queue.ts";
import { oneAtATime } from "./one-at-a-time.ts";

const LOCK = 7_209_466_302;

/**
 * Brings the queue's own tables up to date, one process at a time: of two that make them at once on an empty
 * database, as web and worker do when both are new, the queue lets one fail.
 */
export async function installQueue(database: Pick<Database, "kind" | "sql">): Promise<void> {
  if (database.kind === "embedded") return;
  await oneAtATime(database, LOCK, async () => {
    await startQueue([], "web");
    await stopQueue();
  });
}
