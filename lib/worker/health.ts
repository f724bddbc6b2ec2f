import { hostname } from "node:os";
import postgres from "postgres";
import { readEnv } from "#lib/env.ts";

// The worker container's health check: exits 0 while a worker on this host has been heard of lately.
const HEARD_WITHIN_SECONDS = 15;

const { DATABASE_URL } = readEnv();
if (!DATABASE_URL) process.exit(1);
const sql = postgres(DATABASE_URL, { max: 1, connect_timeout: 3 });
const alive = await sql`
  select 1 from queue.instance
  where name = 'worker' and host = ${hostname()} and heartbeat_on > now() - make_interval(secs => ${HEARD_WITHIN_SECONDS})`;
await sql.end();
process.exit(alive.length > 0 ? 0 : 1);
