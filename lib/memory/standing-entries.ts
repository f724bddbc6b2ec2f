import type { Db } from "#db/client.ts";
import { type FoundEntry, findStanding, type StandingItem } from "#db/queries/memory/entries.ts";

type Kept = Pick<FoundEntry, "batchId" | "seq" | "outputVersion" | "rejectedBatchId" | "rejectedSeq">;

/**
 * The entries that hold: brought in by a file, or of an item that stands approved as it was; and not given to an item that
 * a person has then rejected. Where the outputs of a batch were removed, what was last said of them counts.
 */
export async function standingEntries<Entry extends Kept>(
  tx: Db,
  entries: readonly Entry[],
): Promise<Entry[]> {
  const places = entries.flatMap((entry) => [
    ...placeOf(entry.batchId, entry.seq),
    ...placeOf(entry.rejectedBatchId, entry.rejectedSeq),
  ]);
  const { items, removed } = await findStanding(tx, places);
  return entries.filter(({ batchId, seq, outputVersion, rejectedBatchId, rejectedSeq }) => {
    const made = items.get(`${batchId} ${seq}`);
    const stands =
      batchId === null || removed.has(batchId) || (made?.isApproved && made.version === outputVersion);
    return stands && !(rejectedBatchId && isRejected(items.get(`${rejectedBatchId} ${rejectedSeq}`)));
  });
}

const FIRST_VERSION = 1;

// What was made in its place is another version, and no word for the first one.
function isRejected(item: StandingItem | undefined): boolean {
  return !item || item.isRejected || item.version > FIRST_VERSION;
}

function placeOf(batchId: string | null, seq: number | null): { batchId: string; seq: number }[] {
  return batchId !== null && seq !== null ? [{ batchId, seq }] : [];
}
