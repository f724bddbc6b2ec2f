import { sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";

/** Of one band no more are looked at, the earliest first: outputs that are all alike are alike to the first of them. */
const MOST_OF_A_BAND = 100;
/** Of them those that share the most bands are compared. */
const MOST_COMPARED = 10;

/** A fingerprint as it is kept; lib/checks/near-duplicates says what it means. */
export interface FingerprintRow {
  id: string;
  seq: number;
  rowNumber: number;
  version: number;
  product: string | null;
  signature: Uint8Array;
  /** Where it lies in the index. */
  bands: string[];
}

export interface CandidateRow {
  id: string;
  runId: string;
  seq: number;
  rowNumber: number;
  product: string | null;
  isPublished: boolean;
  signature: Uint8Array;
}

/** Lets nobody else compare outputs of a run until the transaction ends. */
export async function lockFingerprints(tx: Db, runId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`fingerprints ${runId}`}, 0))`);
}

/** The fingerprints that outputs of a run have by now, by sequence number. */
export async function findOwnFingerprints(
  tx: Db,
  runId: string,
  seqs: readonly number[],
): Promise<Map<number, { id: string; version: number }>> {
  const rows = await tx.execute<{ id: string; seq: number; version: number }>(sql`
    select id, seq, version from output_fingerprints
    where run_id = ${runId} and scope = 'made' and seq = any(${`{${seqs.join(",")}}`}::int[])`);
  return new Map(rows.map(({ seq, ...own }) => [seq, own]));
}

/** What shares a band with the probes, by the probes' sequence number. */
export async function findCandidates(
  tx: Db,
  probes: readonly { seq: number; band: string }[],
): Promise<Map<number, CandidateRow[]>> {
  // Thousands of probes as arrays: as JSON they took ten times what finding them takes.
  const [seqs, bands] = [probes.map(({ seq }) => seq), probes.map(({ band }) => band)];
  const rows = await tx.execute<Omit<CandidateRow, "signature"> & { probe: number; signature: string }>(sql`
    with shared as (
      select p.seq as probe, hit.fingerprint_id, count(*) as bands
      from unnest(${`{${seqs.join(",")}}`}::int[], ${`{${bands.join(",")}}`}::bigint[]) as p(seq, band)
      cross join lateral (
        select b.fingerprint_id from fingerprint_bands b where b.band = p.band
        order by b.fingerprint_id limit ${MOST_OF_A_BAND}
      ) hit
      group by 1, 2
    )
    select found.probe, f.id, f.run_id as "runId", f.seq, f.row_number as "rowNumber", f.product,
      f.scope = 'published' as "isPublished", encode(f.signature, 'base64') as signature
    from (
      select probe, fingerprint_id,
        row_number() over (partition by probe order by bands desc, fingerprint_id) as place
      from shared
    ) found join output_fingerprints f on f.id = found.fingerprint_id
    where found.place <= ${MOST_COMPARED}`);
  const byProbe = new Map<number, CandidateRow[]>();
  for (const { probe, signature, ...candidate } of rows) {
    const found = byProbe.get(probe) ?? [];
    found.push({ ...candidate, signature: Buffer.from(signature, "base64") });
    byProbe.set(probe, found);
  }
  return byProbe;
}

/** Keeps fingerprints of outputs of a run, each in place of one of an earlier version. */
export async function keepFingerprints(
  tx: Db,
  runId: string,
  scope: "made" | "published",
  rows: readonly FingerprintRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const kept = rows.map(({ signature, ...row }) => ({
    ...row,
    signature: Buffer.from(signature).toString("base64"),
  }));
  await tx.execute(sql`
    with gone as (
      delete from output_fingerprints f
      using jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as k(seq int)
      where f.run_id = ${runId} and f.scope = ${scope} and f.seq = k.seq
      returning f.id, f.bands
    )
    delete from fingerprint_bands b using gone
    where b.band = any(gone.bands) and b.fingerprint_id = gone.id`);
  await tx.execute(sql`
    with kept as (
      insert into output_fingerprints (id, run_id, scope, seq, row_number, version, product, signature, bands)
      select k.id, ${runId}::uuid, ${scope}, k.seq, k."rowNumber", k.version, k.product,
        decode(k.signature, 'base64'), k.bands
      from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as k(id uuid, seq int, "rowNumber" int,
        version int, product text, signature text, bands bigint[])
      returning id, bands
    )
    insert into fingerprint_bands (band, fingerprint_id)
    select distinct band, kept.id from kept, unnest(kept.bands) as band`);
}

/** Removes every fingerprint of a run; of a batch whose outputs are removed, what is published stays to be compared with. */
export async function removeFingerprints(tx: Db, runId: string): Promise<void> {
  await tx.execute(sql`
    with gone as (
      delete from output_fingerprints where run_id = ${runId} and scope = 'made' returning id, bands
    )
    delete from fingerprint_bands b using gone
    where b.band = any(gone.bands) and b.fingerprint_id = gone.id`);
}
