import { db } from "#db/client.ts";
import { countClaims, readReviewBatches } from "#db/queries/review/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

const BATCHES_SHOWN = 100;

/** How much of a batch waits for review. */
export interface QueuedBatch {
  batchId: string;
  name: string;
  simulated: boolean;
  createdAt: string;
  pending: number;
  escalated: number;
  approved: number;
  rejected: number;
  /** Items the actor holds now. */
  held: number;
  /** Four eyes: the actor launched it, so others review it. */
  launchedByMe: boolean;
}

/** Batches with items to review, oldest first, and what the actor holds of them. */
export async function readQueue(actor: Actor, batchId?: string): Promise<Result<QueuedBatch[], "forbidden">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const batches = await readReviewBatches(db(), BATCHES_SHOWN, batchId);
  const held = await countClaims(
    db(),
    actor.memberId,
    batches.map((batch) => batch.batchId),
  );
  return accept(
    batches.map(({ launchedBy, createdAt, ...batch }) => ({
      ...batch,
      createdAt: new Date(createdAt).toISOString(),
      held: held.get(batch.batchId) ?? 0,
      launchedByMe: launchedBy === actor.memberId,
    })),
  );
}
