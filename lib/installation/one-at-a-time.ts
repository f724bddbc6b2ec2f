import type { Database } from "#db/client.ts";

/**
 * Does work that one process does at a time, however many start together: the others wait, and then find it done.
 * @param lock a number of its own for each kind of work.
 */
export async function oneAtATime<Value>(
  { kind, sql }: Pick<Database, "kind" | "sql">,
  lock: number,
  work: () => Promise<Value>,
): Promise<Value> {
  // The embedded database has one process, and one connection that must not be held meanwhile.
  if (kind === "embedded") return work();
  const connection = await sql.reserve();
  try {
    await connection`select pg_advisory_lock(${lock})`;
    return await work();
  } finally {
    await connection`select pg_advisory_unlock(${lock})`;
    connection.release();
  }
}
