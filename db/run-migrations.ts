import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type { Sql } from "postgres";

const LOCK = 7_209_466_301;

/** Brings the schema up to date; of several processes starting at once one migrates and the others wait. */
export async function runMigrations(sql: Sql): Promise<void> {
  // Named at run time: a bundler would look for a module of that name.
  const migrationsFolder = join(import.meta.dirname, "migrations");
  const connection = await sql.reserve();
  try {
    await connection`select pg_advisory_lock(${LOCK})`;
    // drizzle's migrator wants begin(), which a reserved connection lacks: it is in a session of its own anyway.
    const session = Object.assign(connection, {
      options: sql.options,
      begin: async (work: (tx: typeof connection) => Promise<unknown>) => {
        await connection`begin`;
        try {
          const done = await work(connection);
          await connection`commit`;
          return done;
        } catch (cause) {
          await connection`rollback`;
          throw cause;
        }
      },
    });
    await migrate(drizzle(session as unknown as Sql, { casing: "snake_case" }), { migrationsFolder });
  } finally {
    await connection`select pg_advisory_unlock(${LOCK})`;
    connection.release();
  }
}
