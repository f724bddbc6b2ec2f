import type { Sql, TransactionSql } from "postgres";
import type { KeptTable } from "./kept-tables.ts";

/** Rows read together: what is in memory at once. */
const ROWS_PER_READ = 200;

/** Makes values read the same on every server, whatever it is set to. For the transaction that reads or writes rows. */
export async function speakPlainly(tx: TransactionSql): Promise<void> {
  await tx`select set_config('datestyle', 'ISO', true), set_config('intervalstyle', 'postgres', true),
    set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true),
    set_config('extra_float_digits', '1', true), set_config('statement_timeout', '0', true),
    set_config('idle_in_transaction_session_timeout', '0', true)`;
}

/**
 * Every row of a table as the database itself writes it, exactly: `(…)`, as a JSON string on one line.
 * Memory does not grow with the rows.
 */
export async function* readRows(
  tx: TransactionSql,
  { schema, name, columns }: KeptTable,
): AsyncGenerator<string> {
  const rows = tx<{ line: string }[]>`
    select to_json(kept::text)::text as line from (select ${tx(columns)} from ${tx(schema)}.${tx(name)}) kept`;
  for await (const part of rows.cursor(ROWS_PER_READ)) for (const { line } of part) yield line;
}

/**
 * Writes rows as `readRows` gave them.
 * @param lines a JSON list of them.
 */
export async function writeRows(
  tx: TransactionSql,
  { schema, name, columns }: KeptTable,
  lines: string,
): Promise<void> {
  // The order of a table's columns is not the same everywhere: rows are read by one that has it as they were written.
  await tx`
    insert into ${tx(schema)}.${tx(name)} (${tx(columns)})
    select ${tx(columns)} from (
      select (written.line::pg_temp.restored).*
      from (select json_array_elements_text(${lines}::text::json) as line offset 0) written
    ) kept`;
}

/** Removes what the queue wrote into its own tables when they were made: the rows of a backup take their place. */
export async function emptyQueueTables(tx: TransactionSql, tables: readonly KeptTable[]): Promise<void> {
  for (const { schema, name } of tables.toReversed())
    if (schema === "queue") await tx`delete from ${tx(schema)}.${tx(name)}`;
}

/** Readies the transaction for the rows of a table, in place of those of the table before. */
export async function expectRowsOf(tx: TransactionSql, { schema, name, columns }: KeptTable): Promise<void> {
  await tx`drop table if exists pg_temp.restored`;
  await tx`create temporary table restored on commit drop as
    select ${tx(columns)} from ${tx(schema)}.${tx(name)} limit 0`;
}

/** Names of the product's tables that have a row; none where there is no product yet. */
export async function listFilledTables(sql: Sql | TransactionSql): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`;
  const filled: string[] = [];
  for (const { name } of tables) {
    const found = await sql`select 1 from ${sql("public")}.${sql(name)} limit 1`;
    if (found.length > 0) filled.push(name);
  }
  return filled;
}
