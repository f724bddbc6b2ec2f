import type { Sql, TransactionSql } from "postgres";

/** A table whose rows a backup keeps. */
export interface KeptTable {
  schema: string;
  name: string;
  /** In the order in which a row is written. */
  columns: string[];
}

/** Of the queue's own tables those that say what is to be done; what it counts and who works it finds out anew. */
const QUEUE_TABLES = ["queue", "job", "job_dependency", "schedule", "subscription"];

/** The tables that a backup keeps, each after those that its rows refer to, and those in parts after all others. */
export async function listKeptTables(sql: Sql | TransactionSql): Promise<KeptTable[]> {
  const tables = await sql<KeptTable[]>`
    select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind in ('r', 'p') and not c.relispartition
      and (n.nspname = 'public' or (n.nspname = 'queue' and c.relname in ${sql(QUEUE_TABLES)}))
    group by n.nspname, c.relname, c.relkind
    order by c.relkind = 'p', n.nspname, c.relname`;
  const references = await sql<{ from: string; to: string }[]>`
    select distinct r.from, r.to from (
      select
        (select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.oid = coalesce(pg_partition_root(f.conrelid), f.conrelid)) as from,
        (select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.oid = coalesce(pg_partition_root(f.confrelid), f.confrelid)) as to
      from pg_constraint f where f.contype = 'f'
    ) r where r.from <> r.to`;
  return inOrder(tables, references);
}

function inOrder(tables: KeptTable[], references: readonly { from: string; to: string }[]): KeptTable[] {
  const ordered: KeptTable[] = [];
  const put = (table: KeptTable | undefined) => {
    if (!table || ordered.includes(table)) return;
    for (const { from, to } of references)
      if (from === nameOf(table)) put(tables.find((other) => nameOf(other) === to));
    ordered.push(table);
  };
  for (const table of tables) put(table);
  return ordered;
}

function nameOf({ schema, name }: KeptTable): string {
  return `${schema}.${name}`;
}
