import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Of one band no more are looked at, the earliest first; of them those that share the most bands are compared. */
const MOST_OF_A_BAND = 100;
const MOST_COMPARED = 10;

/** What stands in a channel and may be like something that is to go there. */
export interface StandingLike {
  /** Names its product. */
  key: string;
  signature: Uint8Array;
}

/** Whether anything of another batch was ever published to a channel. */
export async function hasPublishedOthers(
  tx: Db,
  { channelId, batchId }: { channelId: string; batchId: string },
): Promise<boolean> {
  const others = await tx.execute(sql`
    select 1 from publications where channel_id = ${channelId} and batch_id <> ${batchId} limit 1`);
  return others.length > 0;
}

/** What of other batches stands in a channel by now and shares a band with the probes, by the probes' numbers. */
export async function findStandingLike(
  tx: Db,
  batchId: string,
  probes: readonly { number: number; band: string }[],
): Promise<Map<number, StandingLike[]>> {
  const [numbers, bands] = [probes.map(({ number }) => number), probes.map(({ band }) => band)];
  const rows = await tx.execute<{ probe: number; key: string; signature: string }>(sql`
    with shared as (
      select p.number as probe, hit.id, count(*) as bands
      from unnest(${`{${numbers.join(",")}}`}::int[], ${`{${bands.join(",")}}`}::bigint[]) as p(number, band)
      cross join lateral (
        select e.id from fingerprint_bands b join channel_entries e on e.id = b.fingerprint_id
        where b.band = p.band and e.is_current and e.change <> 'removed' and e.batch_id <> ${batchId}
        order by b.fingerprint_id limit ${MOST_OF_A_BAND}
      ) hit
      group by 1, 2
    )
    select found.probe, f.product as key, encode(f.signature, 'base64') as signature
    from (
      select probe, id, row_number() over (partition by probe order by bands desc, id) as place from shared
    ) found join output_fingerprints f on f.id = found.id
    where found.place <= ${MOST_COMPARED}
    order by found.probe, found.place`);
  const byProbe = new Map<number, StandingLike[]>();
  for (const { probe, key, signature } of rows) {
    const found = byProbe.get(probe) ?? [];
    found.push({ key, signature: Buffer.from(signature, "base64") });
    byProbe.set(probe, found);
  }
  return byProbe;
}

/** Keeps the fingerprints of what a publication put into its channel, under the ids of its entries; what is there stays. */
export async function keepTrainingFingerprints(
  tx: Db,
  publicationId: string,
  rows: readonly { seq: number; signature: Uint8Array; bands: string[] }[],
): Promise<void> {
  if (rows.length === 0) return;
  const given = rows.map((row) => ({ ...row, signature: Buffer.from(row.signature).toString("base64") }));
  await tx.execute(sql`
    with kept as (
      insert into output_fingerprints (id, run_id, scope, seq, row_number, version, product, signature, bands)
      select e.id, ${publicationId}::uuid, 'training', e.seq, i.row_number, e.output_version, e.key,
        decode(g.signature, 'base64'), g.bands
      from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g(seq int, signature text, bands bigint[])
        join channel_entries e on e.publication_id = ${publicationId} and e.seq = g.seq and e.position is not null
        join batch_items i on i.batch_id = e.batch_id and i.seq = e.seq
      on conflict do nothing
      returning id, bands
    )
    insert into fingerprint_bands (band, fingerprint_id)
    select distinct band, kept.id from kept, unnest(kept.bands) as band
    on conflict do nothing`);
}
