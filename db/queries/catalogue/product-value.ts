import { type SQL, sql } from "drizzle-orm";
import { CATEGORY_PATH } from "./category-path.ts";

const joined = (list: SQL, value: SQL, by: SQL) =>
  sql`(select string_agg(${value}, ${by} order by part.place) from jsonb_array_elements(${list}) with ordinality part(value, place))`;
const text = sql`part.value #>> '{}'`;

const FACTS = sql`('key', 'title', 'gtin', 'category', 'country', 'language', 'pictures')`;
const ATTRIBUTE = "attributes.";

/**
 * What the product `p` has in a column of a dataset that it is frozen to, as lib/catalogue/selections/run-freeze.ts writes
 * it; null for nothing.
 */
export function productValue(column: SQL): SQL {
  return sql`case ${column}
    when 'key' then p.key
    when 'title' then p.facts ->> 'title'
    when 'gtin' then p.facts ->> 'gtin'
    when 'category' then ${joined(CATEGORY_PATH, text, sql`' > '`)}
    when 'country' then ${joined(sql`p.facts -> 'countries'`, text, sql`', '`)}
    when 'language' then ${joined(sql`p.facts -> 'languages'`, text, sql`', '`)}
    when 'pictures' then ${joined(
      sql`p.facts -> 'pictures'`,
      sql`coalesce(part.value ->> 'url', part.value ->> 'assetId', '')`,
      sql`chr(10)`,
    )}
    else p.attributes ->> case
      when starts_with(${column}, ${ATTRIBUTE}) and substr(${column}, ${ATTRIBUTE.length + 1}) in ${FACTS}
      then substr(${column}, ${ATTRIBUTE.length + 1}) else ${column} end
    end`;
}
