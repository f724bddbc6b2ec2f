import { randomInt } from "node:crypto";
import { db } from "#db/client.ts";
import type { ClaimRow } from "#db/queries/review/claims.ts";
import { insertProbe, type ProbePlace } from "#db/queries/review/probes.ts";

const CHANCES = 1_000_000;

/** How many of so many items are probes, each with the share as its chance. */
export function countProbes(items: number, share: number | undefined): number {
  let probes = 0;
  for (let item = 0; share && item < items; item++) if (randomInt(CHANCES) < share * CHANCES) probes++;
  return probes;
}

/**
 * Decided items shown once more, among what a member was handed of a batch, where they cannot be told from the others.
 * Fewer where not so many are known; none where nothing else was handed out.
 */
export async function withProbes(
  where: ProbePlace,
  rows: readonly ClaimRow[],
  probes: number,
): Promise<ClaimRow[]> {
  const mixed = [...rows];
  for (let probe = 0; rows.length > 0 && probe < probes; probe++) {
    const wantsRejected = randomInt(2) === 0;
    const place = randomInt(CHANCES) / CHANCES;
    const row =
      (await insertProbe(db(), where, place, wantsRejected)) ??
      (await insertProbe(db(), where, 0, wantsRejected));
    if (row) mixed.splice(randomInt(mixed.length + 1), 0, row);
  }
  return mixed;
}
