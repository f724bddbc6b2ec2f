import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Options, type Sql } from "postgres";
import { type EmbeddedDatabase, openEmbedded } from "./embedded.ts";
import { runMigrations } from "./run-migrations.ts";

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

export type DatabaseLocation = { url: string; maxConnections?: number } | { dataDir: string };

// Next bundles, route handlers and plain Node each load this module anew; the process has one database.
const holder = globalThis as typeof globalThis & { pressworkDatabase?: Database };

/**
 * Opens the process's database and brings its schema up to date.
 * @param at a PostgreSQL URL, or the folder of the embedded database (made if absent).
 * @throws EmbeddedInUseError when another process has the folder open.
 */
export async function openDatabase(at: DatabaseLocation): Promise<Database> {
  const embedded = "dataDir" in at ? await openEmbedded(at.dataDir) : null;
  const sql =
    "url" in at ? postgres(at.url, { ...driverOptions, max: at.maxConnections ?? 10 }) : connect(embedded);
  await runMigrations(sql);
  holder.pressworkDatabase = {
    kind: embedded ? "embedded" : "postgres",
    db: drizzle(sql, { casing: "snake_case" }),
    sql,
    async close() {
      delete holder.pressworkDatabase;
      await sql.end({ timeout: 5 });
      await embedded?.close();
    },
  };
  return holder.pressworkDatabase;
}

/** The process's open database. @throws when `openDatabase` has not run yet. */
export function database(): Database {
  if (!holder.pressworkDatabase) throw new Error("The database is not open in this process.");
  return holder.pressworkDatabase;
}

/** The process's database handle: `database().db`. */
export function db(): Db {
  return database().db;
}

const driverOptions = {
  onnotice: () => {},
  connection: { application_name: "presswork" },
} satisfies Options<Record<string, never>>;

function connect(embedded: EmbeddedDatabase | null): Sql {
  if (!embedded) throw new Error("No embedded database to connect to.");
  // One connection is all the embedded database has; postgres.js queues the rest and keeps transactions apart.
  const options = {
    ...driverOptions,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    socket: () => embedded.socket(),
  };
  return postgres(options as Options<Record<string, never>>);
}
