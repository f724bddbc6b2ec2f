import { type SQL, sql } from "drizzle-orm";

/**
 * What lib/items/row-digest.ts says of a row.
 * @param valueIn the value of a column by its name. @param columns the names as a JSON list.
 */
export function rowDigest(valueIn: (name: SQL) => SQL, columns: SQL): SQL {
  return sql`left(encode(sha256(coalesce((
    select string_agg(convert_to(coalesce(${valueIn(sql`read.name`)}, ''), 'UTF8'), '\\x00'::bytea order by read.place)
    from jsonb_array_elements_text(${columns}) with ordinality read(name, place)), '')), 'hex'), 16)`;
}
