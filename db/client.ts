import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Sql } from "postgres";

/** A database handle or an open transaction: queries take either and never care which. */
export type Db = Pick<
  PostgresJsDatabase,
  "select" | "selectDistinct" | "insert" | "update" | "delete" | "execute" | "transaction" | "with" | "$count"
>;

export interface Database {
  kind: "postgres" | "embedded";
  db: Db;
  /** The driver itself, for cursors and for the queue. On the embedded database it holds one connection. */
  sql: Sql;
  close(): Promise<void>;
}

// Next bundles, route handlers and plain Node each load this module anew; the process has one database.
const holder = globalThis as typeof globalThis & { pressworkDatabase?: Database | undefined };

/** The process's open database. @throws when `openDatabase` has not run yet. */
export function database(): Database {
  if (!holder.pressworkDatabase) throw new Error("The database is not open in this process.");
  return holder.pressworkDatabase;
}

/** The process's database handle: `database().db`. */
export function db(): Db {
  return database().db;
}

/** Makes a database the process's own, or none. */
export function setDatabase(opened: Database | undefined): void {
  holder.pressworkDatabase = opened;
}
