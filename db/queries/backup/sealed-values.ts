import type { Sql, TransactionSql } from "postgres";

/** A column of sealed secrets, and how the owner of each is told by its row. */
export interface SealedColumn {
  table: string;
  column: string;
  /** The columns that tell the owner. */
  ownedBy: string[];
}

export interface SealedValue {
  sealed: string;
  owner: string[];
}

/** The sealed secrets of a column that none of these keys has sealed. */
export async function listSealedValues(
  sql: Sql | TransactionSql,
  { table, column, ownedBy }: SealedColumn,
  exceptKeyIds: readonly string[] = [],
): Promise<SealedValue[]> {
  const owner = ownedBy.map((name) => `${name}::text`).join(", ");
  return sql<SealedValue[]>`
    select ${sql(column)} as sealed, array[${sql.unsafe(owner)}] as owner from ${sql(table)}
    where ${sql(column)} is not null and split_part(${sql(column)}, '.', 2) <> all (${exceptKeyIds as string[]}::text[])`;
}

/** Puts a secret sealed anew in place of the old one, unless somebody has put another there meanwhile. */
export async function replaceSealedValue(
  sql: Sql | TransactionSql,
  { table, column }: SealedColumn,
  { before, after }: { before: string; after: string },
): Promise<void> {
  await sql`update ${sql(table)} set ${sql(column)} = ${after} where ${sql(column)} = ${before}`;
}
