import type { Db } from "#db/client.ts";
import { readItemDecisions } from "#db/queries/review/decisions.ts";
import {
  type LotFound,
  type LotRow,
  lockLot,
  noteSampled,
  type SampledDecision,
  settleLot,
  updateLot,
} from "#db/queries/review/lots.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { faultsFound } from "../decision.ts";
import { settleLotJob } from "../jobs.ts";
import { rejectReason } from "../reject-reason.ts";
import { isDefect, lotVerdict } from "./lot-verdict.ts";

/** An item after a decision on it. */
export interface DecidedItem {
  batchId: string;
  seq: number;
  lot: number | null;
  reviewState: string;
  lastEditedBy: string | null;
  /** A decision was taken back, or what it had decided reopened. */
  isTakenBack: boolean;
}

/**
 * Says what decisions mean for the lots whose samples they are of, in the transaction that makes them: a verdict falls, or
 * is open again where one was taken back. All of a rejected lot is read from then on, whatever is decided later. The
 * decisions are in the log by now.
 */
export async function judgeLots(tx: Db, items: readonly DecidedItem[]): Promise<void> {
  const inLots = items.filter((item) => item.lot !== null);
  if (inLots.length === 0) return;
  const sampled: SampledDecision[] = [];
  for (const item of inLots) sampled.push(await sampledDecision(tx, item));
  await noteSampled(tx, sampled);
  const touched = new Map(
    inLots.map(({ batchId, lot }) => [`${batchId} ${lot}`, { batchId, number: lot ?? 0 }]),
  );
  for (const [, which] of [...touched].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lot = await lockLot(tx, which);
    if (lot && lot.state !== "rejected" && lot.settledAt === null) await judge(tx, lot, lot.found);
  }
}

// Once the output was made anew, what is taken back is about another text than what was found bad before.
async function sampledDecision(tx: Db, item: DecidedItem): Promise<SampledDecision> {
  const { batchId, seq, isTakenBack, reviewState } = item;
  const isAsked = isTakenBack || reviewState === "rejected";
  const faults = isAsked ? faultsFound(await readItemDecisions(tx, batchId, seq)) : [];
  return {
    ...{ batchId, seq, isTakenBack },
    defect: (isTakenBack && faults.length > 0) || isDefect(item),
    critical: faults.some(({ reason }) => rejectReason(reason ?? "")?.severity === "critical"),
  };
}

async function judge(tx: Db, lot: LotRow, found: LotFound): Promise<void> {
  const verdict = lotVerdict(lot, found);
  const { defects } = found;
  if (verdict === lot.verdict && (verdict === null || defects === lot.defects)) return;
  switch (verdict) {
    case null:
      return updateLot(tx, lot.id, {
        ...{ state: "sampling", verdict, verdictAt: null, defects: null, publishableAt: null },
      });
    case "accepted":
      return updateLot(tx, lot.id, {
        ...{ verdict, defects, verdictAt: new Date() },
        ...(lot.state === "sampling" && { state: "accepted" }),
      });
    case "rejected":
      await settleLot(tx, lot.id, {
        ...{ state: "rejected", verdict, defects, verdictAt: new Date(), publishableAt: null },
      });
      await enqueue(tx, settleLotJob, { lotId: lot.id });
  }
}
