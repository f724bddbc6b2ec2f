import { drizzle } from "drizzle-orm/postgres-js";
import postgres, { type Options, type Sql } from "postgres";
import { type Database, setDatabase } from "./client.ts";
import { type EmbeddedDatabase, openEmbedded } from "./embedded.ts";
import { prepareRepeated } from "./prepare-repeated.ts";
import { runMigrations } from "./run-migrations.ts";

export type DatabaseLocation = { url: string; maxConnections?: number } | { dataDir: string };

const DEFAULT_CONNECTIONS = 10;
/** Between two tries to reach the server; by itself the driver would wait up to 20 s after a short outage. */
const RECONNECT_AFTER_SECONDS = 0.25;
/** What a frozen process holds in a transaction keeps everybody waiting; then it is taken from it. */
const LONGEST_IDLE_IN_TRANSACTION_MS = 15_000;
const driverOptions = {
  onnotice: () => {},
  connection: {
    application_name: "presswork",
    idle_in_transaction_session_timeout: LONGEST_IDLE_IN_TRANSACTION_MS,
    // A prepared statement is planned for the values it is run with, as one that is not.
    plan_cache_mode: "force_custom_plan",
    // Statements that take milliseconds are compiled for longer than they run.
    jit: "off",
  },
  backoff: () => RECONNECT_AFTER_SECONDS,
};

/**
 * Opens the process's database and brings its schema up to date.
 * @param at a PostgreSQL URL, or the folder of the embedded database (made if absent).
 * @throws EmbeddedInUseError when another process has the folder open.
 */
export async function openDatabase(at: DatabaseLocation): Promise<Database> {
  const connected = await connectDatabase(at);
  await runMigrations(connected.sql);
  const opened: Database = {
    ...connected,
    async close() {
      setDatabase(undefined);
      await connected.close();
    },
  };
  setDatabase(opened);
  return opened;
}

/**
 * Opens a database as it is, beside the process's own.
 * @throws EmbeddedInUseError when another process has the folder open.
 */
export async function connectDatabase(at: DatabaseLocation): Promise<Database> {
  const embedded = "dataDir" in at ? await openEmbedded(at.dataDir) : null;
  const sql =
    "url" in at
      ? postgres(at.url, { ...driverOptions, max: at.maxConnections ?? DEFAULT_CONNECTIONS })
      : connectTo(embedded as EmbeddedDatabase);
  return {
    kind: embedded ? "embedded" : "postgres",
    db: drizzle(prepareRepeated(sql), { casing: "snake_case" }),
    sql,
    async close() {
      await sql.end({ timeout: 5 });
      await embedded?.close();
    },
  };
}

// One connection is all the embedded database has; postgres.js queues the rest and keeps transactions apart.
function connectTo(embedded: EmbeddedDatabase): Sql {
  const options = {
    ...driverOptions,
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    socket: () => embedded.socket(),
  };
  return postgres(options as Options<Record<string, never>>);
}
