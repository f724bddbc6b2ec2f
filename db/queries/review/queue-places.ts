import { type SQL, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { RISK_OF_CHECKS } from "#db/schema/batches.ts";
import { isForMember, isFreeFor } from "./claims.ts";

/** A place of the queue: what of a batch waits in one language and is as pressing as this, 0 a block to 2 neither. */
export interface QueuePlace {
  batchId: string;
  language: string;
  risk: number;
}

export interface PlacesAsked {
  batches: readonly { batchId: string; languages: readonly string[] }[];
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
  const places = asked.map(({ batchId, languages }) => placesOf(batchId, languages, risks, condition));
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
    select ${batchId}::text as "batchId", l.language, r.risk
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
