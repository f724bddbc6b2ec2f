import type { Sql, TransactionSql } from "postgres";

/** What a database's tables look like: two with the same have the same tables. */
export interface SchemaVersion {
  /** How many migrations were run, and the last one's hash. */
  migrations: number;
  lastMigration: string;
  /** Of the queue's own tables. */
  queue: number;
}

/** What the database's tables look like; `null` where the product has none, or no queue yet. */
export async function readSchemaVersion(sql: Sql | TransactionSql): Promise<SchemaVersion | null> {
  const [there] = await sql`
    select 1 where to_regclass('drizzle.__drizzle_migrations') is not null and to_regclass('queue.version') is not null`;
  if (!there) return null;
  const [version] = await sql<SchemaVersion[]>`
    select (select count(*)::int from drizzle.__drizzle_migrations) as migrations,
      (select hash from drizzle.__drizzle_migrations order by created_at desc limit 1) as "lastMigration",
      (select version from queue.version) as queue`;
  return version ?? null;
}
