import { asc, inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { catalogueAttributes } from "#db/schema/catalogue.ts";

export type AttributeRow = typeof catalogueAttributes.$inferSelect;

/** Adds what was learnt from values that were written: by attribute, how many of each kind and in each unit. */
export async function addLearnt(
  tx: Db,
  learnt: Readonly<Record<string, { kinds: Record<string, number>; units: Record<string, number> }>>,
): Promise<void> {
  const rows = Object.entries(learnt).map(([name, { kinds, units }]) => ({ n: name, k: kinds, u: units }));
  if (rows.length === 0) return;
  const sum = (a: ReturnType<typeof sql>, b: ReturnType<typeof sql>) => sql`(
    select coalesce(jsonb_object_agg(s.key, s.total), '{}') from (
      select e.key, sum(e.value::bigint) as total
      from (select * from jsonb_each_text(${a}) union all select * from jsonb_each_text(${b})) e group by e.key
    ) s)`;
  await tx.execute(sql`
    insert into catalogue_attributes as known (name, kinds, units)
    select r.n, r.k, r.u from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(n text, k jsonb, u jsonb)
    order by r.n
    on conflict (name) do update set kinds = ${sum(sql`known.kinds`, sql`excluded.kinds`)},
      units = ${sum(sql`known.units`, sql`excluded.units`)}`);
}

/** Every attribute that products have had, by name. */
export function listAttributes(tx: Db): Promise<AttributeRow[]> {
  return tx.select().from(catalogueAttributes).orderBy(asc(catalogueAttributes.name)).limit(5_000);
}

/** Of these names those that are attributes. */
export async function findAttributes(tx: Db, names: readonly string[]): Promise<AttributeRow[]> {
  if (names.length === 0) return [];
  return tx
    .select()
    .from(catalogueAttributes)
    .where(inArray(catalogueAttributes.name, [...names]));
}
