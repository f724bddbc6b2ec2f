import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { RISK_OF_CHECKS } from "#db/schema/batches.ts";
import { isForMember, isFreeFor } from "./claims.ts";
import { isInCategory, rangeOf } from "./in-category.ts";

/**
 * A place of the queue: what of a batch waits in one language, is as pressing as this, 0 a block to 2 neither, and is in
 * this category, where it is asked for by category.
 */
export interface QueuePlace {
  batchId: string;
  language: string;
  risk: number;
  category: string | null;
}

export interface PlacesAsked {
  batches: readonly {
    batchId: string;
    languages: readonly string[];
    /** Keys of categories; any where absent. */
    categories?: readonly string[] | null;
  }[];
  risks: readonly number[];
  memberId: string;
  /** Also what others hold at the moment. */
  evenHeld?: boolean;
}

/**
 * The places of the queue that have an item for the member at this moment: one look into the index of each, whatever
 * waits in them.
 */
export async function findPlaces(
  tx: Db,
  { batches, risks, memberId, evenHeld = false }: PlacesAsked,
): Promise<QueuePlace[]> {
  const asked = batches.filter(({ languages }) => languages.length > 0);
  if (asked.length === 0 || risks.length === 0) return [];
  const condition = evenHeld ? isForMember(memberId) : isFreeFor(memberId);
  const places = asked.map((batch) =>
    batch.categories
      ? placesByCategory({ ...batch, categories: batch.categories }, risks, condition)
      : placesOf(batch.batchId, batch.languages, risks, condition),
  );
  const rows = await tx.execute(sql.join(places, sql` union all `));
  return rows as unknown as QueuePlace[];
}

function placesOf(
  batchId: string,
  languages: readonly string[],
  risks: readonly number[],
  condition: SQL,
): SQL {
  return sql`
    select ${batchId}::text as "batchId", l.language, r.risk, null::text as category
    from jsonb_array_elements_text(${JSON.stringify(languages)}::jsonb) l(language)
      cross join unnest(${`{${risks.join(",")}}`}::int[]) r(risk)
      -- With a limit, each is one look into the index of the queue; an \`exists\` would be joined with all that waits.
      cross join lateral (
        select 1 from batch_items
        where batch_id = ${batchId} and review_state = 'pending' and batch_items.language = l.language
          and ${RISK_OF_CHECKS} = r.risk and ${condition}
        order by seq limit 1
      ) found`;
}

function placesByCategory(
  {
    batchId,
    languages,
    categories,
  }: { batchId: string; languages: readonly string[]; categories: readonly string[] },
  risks: readonly number[],
  condition: SQL,
): SQL {
  return sql`
    select ${batchId}::text as "batchId", l.language, r.risk, k."from" as category
    from jsonb_array_elements_text(${JSON.stringify(languages)}::jsonb) l(language)
      cross join unnest(${`{${risks.join(",")}}`}::int[]) r(risk)
      cross join jsonb_to_recordset(${JSON.stringify(categories.map(rangeOf))}::jsonb) k("from" text, before text)
      cross join lateral (
        select 1 from batch_items
        where batch_id = ${batchId} and review_state = 'pending' and batch_items.language = l.language
          and ${RISK_OF_CHECKS} = r.risk and category >= k."from" and category < k.before and ${condition}
        order by category, seq limit 1
      ) found`;
}

/** How much of a batch is somebody's. */
export interface AssignedCount {
  batchId: string;
  pending: number;
  escalated: number;
}

/** How much waits in these languages and categories of each batch, counted to `most`; whoever holds or wrote it. */
export async function countAssigned(
  tx: Db,
  batches: PlacesAsked["batches"],
  most: number,
): Promise<AssignedCount[]> {
  const asked = batches.filter(({ languages }) => languages.length > 0);
  if (asked.length === 0) return [];
  const counts = asked.map(({ batchId, languages, categories }) => {
    const mine = sql`language in ${[...languages]} ${categories ? sql`and ${isInCategory(categories)}` : sql``}`;
    return sql`
      select ${batchId}::text as "batchId",
        (select count(*)::int from (select 1 from jsonb_array_elements_text(${JSON.stringify(languages)}::jsonb) l(language)
          cross join unnest('{0,1,2}'::int[]) r(risk)
          cross join jsonb_to_recordset(${JSON.stringify(categories?.map(rangeOf) ?? [{}])}::jsonb) k("from" text, before text)
          -- With an offset, each is one range of the index; joined otherwise, all that waits would be looked through.
          cross join lateral (
            select 1 from batch_items where batch_id = ${batchId} and review_state = 'pending'
              and batch_items.language = l.language and ${RISK_OF_CHECKS} = r.risk
              ${categories ? sql`and category >= k."from" and category < k.before` : sql``} offset 0
          ) found limit ${most}) few) as pending,
        (select count(*)::int from (select 1 from batch_items
          where batch_id = ${batchId} and review_state = 'escalated' and ${mine} limit ${most}) few) as escalated`;
  });
  const rows = await tx.execute(sql.join(counts, sql` union all `));
  return rows as unknown as AssignedCount[];
}
