import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { searchKey } from "../search-key.ts";
import { pictureMinSide } from "./picture-sizes.ts";

/** How many products became what. */
export interface WrittenCounts {
  added: number;
  changed: number;
}

// Ids are counted without holes, and a product's changes one by one: writers take turns, for a moment each.
const WRITERS = sql`select pg_advisory_xact_lock(hashtextextended('catalogue products', 0))`;

/** Waits until nobody else writes products; holds until the transaction ends. */
export async function takeTurn(tx: Db): Promise<void> {
  await tx.execute(WRITERS);
}

/** What is left of facts or attributes when a patch was laid over them. */
function merged(before: SQL, patch: SQL): SQL {
  return sql`jsonb_strip_nulls(${before} || ${patch})`;
}

/** The columns that follow from the facts. */
function derived(facts: SQL): { categoryId: SQL; pictureCount: SQL; pictureMinSide: SQL } {
  return {
    categoryId: sql`(select tree.id from categories tree where tree.import_path = (${facts} -> 'category')::text)`,
    pictureCount: sql`coalesce(jsonb_array_length(${facts} -> 'pictures'), 0)`,
    pictureMinSide: pictureMinSide(facts),
  };
}

/**
 * Lays patches over products and makes those that are missing; what each was before is kept. The categories they name
 * have to be there, and the caller has its turn. A key may come once.
 * @param rows a FROM clause of `n` (int, its order), `k` (key), `f`, `a` and `m` (patches of facts, attributes, numbers).
 */
export async function writeProducts(
  tx: Db,
  { rows, importId }: { rows: SQL; importId: string | null },
): Promise<WrittenCounts & { keys: { key: string; kind: "added" | "changed" }[] }> {
  const ofNew = derived(sql`i.f`);
  const ofChanged = derived(sql`c.f`);
  const found = await tx.execute<{ key: string; kind: "added" | "changed" }>(sql`
    with incoming as materialized (
      select r.n, r.k, r.f, r.a, r.m, p.id, p.facts, p.attributes, p.numbers
      from ${rows} left join products p on p.key = r.k
    ), changed as materialized (
      select id, k, facts, attributes, numbers, ${merged(sql`facts`, sql`f`)} as f,
        ${merged(sql`attributes`, sql`a`)} as a, ${merged(sql`numbers`, sql`m`)} as m
      from incoming
      where id is not null and (${merged(sql`facts`, sql`f`)} <> facts or ${merged(sql`attributes`, sql`a`)} <> attributes)
    ), kept as (
      insert into product_changes (product_id, number, import_id, facts, attributes, numbers)
      select id, 1 + coalesce((select max(number) from product_changes h where h.product_id = id), 0), ${importId}::uuid,
        facts, attributes, numbers
      from changed
    ), updated as (
      update products p set facts = c.f, attributes = c.a, numbers = c.m, category_id = ${ofChanged.categoryId},
        picture_count = ${ofChanged.pictureCount}, picture_min_side = ${ofChanged.pictureMinSide},
        changed_import_id = ${importId}::uuid, changed_at = now()
      from changed c where p.id = c.id
      returning p.id, p.key
    ), last as (
      select coalesce(max(id), 0) as id from products
    ), added as (
      insert into products (id, key, search_key, facts, attributes, numbers, category_id, picture_count,
        picture_min_side, created_import_id, changed_import_id)
      select last.id + row_number() over (order by i.n), i.k, ${searchKey(sql`i.k`)}, i.f, i.a, i.m,
        ${ofNew.categoryId}, ${ofNew.pictureCount}, ${ofNew.pictureMinSide}, ${importId}::uuid, ${importId}::uuid
      from (
        select n, k, jsonb_strip_nulls(f) as f, jsonb_strip_nulls(a) as a, jsonb_strip_nulls(m) as m
        from incoming where id is null
      ) i, last
      returning id, key
    ), written as (
      select id, key, 'changed' as kind from updated union all select id, key, 'added' from added
    ), pending as (
      insert into product_pending (product_id) select id from written
      on conflict (product_id) do update set at = now()
    )
    select key, kind from written`);
  const added = found.filter(({ kind }) => kind === "added").length;
  return { added, changed: found.length - added, keys: [...found] };
}

/**
 * Takes back what an import did to the products of a stretch of its file, where nothing has changed them since. The
 * caller has its turn.
 * @returns how many stayed as they are, because they have changed since.
 */
export async function takeBackProducts(
  tx: Db,
  { importId, from, to }: { importId: string; from: number; to: number },
): Promise<number> {
  const before = derived(sql`b.facts`);
  const [row] = await tx.execute<{ kept: number }>(sql`
    with of_file as materialized (
      select p.id, p.created_import_id = ${importId}::uuid as is_own, h.number, h.import_id as last_import
      from catalogue_import_products s
        join products p on p.key = s.key
        left join lateral (
          select number, import_id from product_changes where product_id = p.id order by number desc limit 1
        ) h on true
      where s.import_id = ${importId}::uuid and s.number > ${from} and s.number <= ${to}
    ), removed as (
      delete from products p using of_file o where p.id = o.id and o.is_own and o.number is null
      returning p.id
    ), before as (
      delete from product_changes h using of_file o
      where h.product_id = o.id and h.number = o.number and o.last_import = ${importId}::uuid
      returning h.product_id, h.facts, h.attributes, h.numbers
    ), restored as (
      update products p set facts = b.facts, attributes = b.attributes, numbers = b.numbers,
        category_id = ${before.categoryId}, picture_count = ${before.pictureCount},
        picture_min_side = ${before.pictureMinSide}, changed_import_id = null, changed_at = now()
      from before b where p.id = b.product_id
      returning p.id
    ), pending as (
      insert into product_pending (product_id) select id from removed union all select id from restored
      on conflict (product_id) do update set at = now()
    )
    select count(*)::int as kept from of_file o
    where (o.is_own and o.number is not null and o.last_import is distinct from ${importId}::uuid)
      or (not coalesce(o.is_own, false) and o.last_import is distinct from ${importId}::uuid
        and exists (select from product_changes h where h.product_id = o.id and h.import_id = ${importId}::uuid))`);
  return row?.kept ?? 0;
}

/** Makes the categories of these paths, and those above them, that are missing. The caller has its turn. */
export async function addCategories(tx: Db, paths: readonly (readonly string[])[]): Promise<void> {
  const whole = new Map<string, readonly string[]>();
  for (const path of paths)
    for (let depth = 1; depth <= path.length; depth++)
      whole.set(JSON.stringify(path.slice(0, depth)), path.slice(0, depth));
  const depths = Map.groupBy(whole.values(), (path) => path.length);
  for (const depth of [...depths.keys()].sort((a, b) => a - b)) {
    const rows = (depths.get(depth) ?? []).map((path) => ({ p: path, u: path.slice(0, -1), n: path.at(-1) }));
    // The path is compared as the database writes it.
    await tx.execute(sql`
      insert into categories (id, parent_id, name, import_path)
      select (select coalesce(max(id), 0) from categories) + row_number() over (order by r.p),
        (select u.id from categories u where u.import_path = r.u::text), r.n, r.p::text
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(p jsonb, u jsonb, n text)
      where not exists (select from categories c where c.import_path = r.p::text)`);
  }
}
