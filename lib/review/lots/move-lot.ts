import { type Db, db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { type LockedLot, type LotRow, lockLot, updateLot } from "#db/queries/review/lots.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { settleLotJob } from "../jobs.ts";
import { type Lot, viewLot } from "./view-lots.ts";

/** What was released can be held so long before it is approved. */
const RELEASE_WAITS_MS = 10 * 60_000;

export type MoveRefusal = "forbidden" | "four_eyes" | "not_found" | "lot_not_accepted" | "lot_settled";

/**
 * Releases a lot whose sample was good enough, held or not: ten minutes later what nobody read of it is approved and may be
 * published. Needs `lots:release`; never who launched it. A second release of a released lot changes nothing.
 */
export function releaseLot(
  actor: Actor,
  input: { id: string; note?: string | undefined },
): Promise<Result<Lot, MoveRefusal>> {
  return move(actor, input, "review.release-lot", async (tx, lot) => {
    if (lot.verdict !== "accepted") return refuse("lot_not_accepted", { state: lot.state });
    if (lot.state === "released") return accept(null);
    const publishableAt = new Date(lot.lockedAt.getTime() + RELEASE_WAITS_MS);
    await enqueue(tx, settleLotJob, { lotId: lot.id }, { startAfter: publishableAt });
    return accept({ state: "released", publishableAt });
  });
}

/**
 * Keeps a lot whose sample was good enough from being published, also one that was released, until that is final. Needs
 * `lots:release`; never who launched it. A second hold changes nothing.
 */
export function holdLot(
  actor: Actor,
  input: { id: string; note?: string | undefined },
): Promise<Result<Lot, MoveRefusal>> {
  return move(actor, input, "review.hold-lot", async (_tx, lot) => {
    if (lot.settledAt) return refuse("lot_settled");
    if (lot.verdict !== "accepted") return refuse("lot_not_accepted", { state: lot.state });
    return accept(lot.state === "held" ? null : { state: "held", publishableAt: null });
  });
}

async function move(
  actor: Actor,
  { id, note }: { id: string; note?: string | undefined },
  action: "review.release-lot" | "review.hold-lot",
  changeOf: (tx: Db, lot: LockedLot) => Promise<Result<Partial<LotRow> | null, MoveRefusal>>,
): Promise<Result<Lot, MoveRefusal>> {
  if (!can(actor, "lots:release")) return refuse("forbidden");
  const moved = await db().transaction(async (tx): Promise<Result<null, MoveRefusal>> => {
    const lot = await lockLot(tx, { id });
    const batch = lot && (await findBatch(tx, lot.batchId));
    if (!lot || !batch) return refuse("not_found");
    if (batch.launchedBy === actor.memberId) return refuse("four_eyes");
    const change = await changeOf(tx, lot);
    if (!change.ok) return change;
    if (change.value === null) return accept(null);
    const said = note?.trim() || null;
    await updateLot(tx, id, { ...change.value, movedBy: actor.memberId, movedAt: lot.lockedAt, note: said });
    await recordAudit(tx, actor, {
      ...{ action, targetType: "batch", targetId: lot.batchId },
      before: { lot: lot.number, state: lot.state },
      after: { lot: lot.number, state: change.value.state, note: said },
    });
    return accept(null);
  });
  return moved.ok ? viewLot(actor, id) : moved;
}
