import { db } from "#db/client.ts";
import { lockReviewCounters } from "#db/queries/review/decisions.ts";
import { emptyLot, isLotDue, lockLot, readLots, settleLot } from "#db/queries/review/lots.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { settleLotJob } from "../jobs.ts";

const ITEMS_AT_ONCE = 2_000;
const AGAIN_MS = 60_000;

/**
 * The job: after its release, and unless it was held since, approves what nobody read of a lot, as released with it; after
 * its rejection gives it to people to read. A part at a time, so that nobody who decides waits long; from the first part on
 * the lot is settled, for no verdict takes back what was approved with it.
 */
export async function runSettleLot({ lotId }: { lotId: string }): Promise<void> {
  const [lot] = await readLots(db(), { id: lotId });
  for (let after: number | null = -1; lot && after !== null; ) {
    const afterSeq: number = after;
    after = await db().transaction(async (tx) => {
      await lockReviewCounters(tx, [lot.batchId]);
      const now = await lockLot(tx, { id: lotId });
      if (now?.state === "rejected") return emptyLot(tx, now, "pending", afterSeq, ITEMS_AT_ONCE);
      if (now?.state !== "released") return null;
      if (!now.settledAt && !(await isLotDue(tx, lotId))) {
        await enqueue(tx, settleLotJob, { lotId }, { startAfter: now.publishableAt ?? new Date() });
        return null;
      }
      if (!now.settledAt) await settleLot(tx, lotId);
      return emptyLot(tx, now, "approved", afterSeq, ITEMS_AT_ONCE);
    });
  }
}

/** Tried in vain: it is tried again, for nobody else would. */
export async function settleLotLater({ lotId }: { lotId: string }): Promise<void> {
  await db().transaction((tx) =>
    enqueue(tx, settleLotJob, { lotId }, { startAfter: new Date(Date.now() + AGAIN_MS) }),
  );
}
