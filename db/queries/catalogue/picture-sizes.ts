import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import type { StoredFacts } from "#db/schema/catalogue.ts";
import { storableJson } from "../storable-json.ts";

type StoredPicture = NonNullable<StoredFacts["pictures"]>[number];

/** Of the picture at an address, in pixels. */
export interface PictureSize {
  url: string;
  width: number;
  height: number;
}

/**
 * Pixels of the shortest side of the pictures in a product's facts, as somebody told it, as its asset has it, or as it was
 * measured at its address; null where none is known.
 */
export function pictureMinSide(facts: SQL): SQL {
  return sql`(select min(coalesce(least((one ->> 'width')::int, (one ->> 'height')::int),
      (select least(a.width, a.height) from assets a where a.id = (one ->> 'assetId')::uuid),
      (select least(s.width, s.height) from picture_sizes s where s.url_digest = md5(one ->> 'url'))))
    from jsonb_array_elements(${facts} -> 'pictures') one)`;
}

/** Keeps how large pictures are, in place of what was measured before. */
export async function keepPictureSizes(tx: Db, sizes: readonly PictureSize[]): Promise<void> {
  await tx.execute(sql`
    insert into picture_sizes (url_digest, width, height)
    select distinct on (md5(url)) md5(url), width, height
    from jsonb_to_recordset(${storableJson(sizes)}::text::jsonb) as r(url text, width int, height int)
    on conflict (url_digest) do update
    set width = excluded.width, height = excluded.height, measured_at = now()`);
}

/** Counts the sizes of the pictures of some products anew. The caller has its turn. */
export async function sizeProductsAgain(tx: Db, keys: readonly string[]): Promise<void> {
  await tx.execute(sql`
    with sized as materialized (
      select p.id, ${pictureMinSide(sql`p.facts`)} as side from products p
      where p.key = any(array(select jsonb_array_elements_text(${storableJson(keys)}::text::jsonb)))
    ), changed as (
      update products p set picture_min_side = s.side from sized s
      where p.id = s.id and p.picture_min_side is distinct from s.side
      returning p.id
    )
    insert into product_pending (product_id) select id from changed
    on conflict (product_id) do update set at = now()`);
}

/** A product's pictures with their sizes, where these are known. */
export async function withSizes(tx: Db, pictures: readonly StoredPicture[]): Promise<StoredPicture[]> {
  const sizes = await tx.execute<{ at: number; width: number; height: number }>(sql`
    select (part.place - 1)::int as at, coalesce(a.width, s.width) as width, coalesce(a.height, s.height) as height
    from jsonb_array_elements(${storableJson(pictures)}::text::jsonb) with ordinality part(value, place)
      left join assets a on a.id = (part.value ->> 'assetId')::uuid
      left join picture_sizes s on s.url_digest = md5(part.value ->> 'url')
    where coalesce(a.width, s.width) is not null`);
  const known = new Map(sizes.map(({ at, width, height }) => [at, { width, height }]));
  return pictures.map((picture, at) => ({ ...known.get(at), ...picture }));
}
