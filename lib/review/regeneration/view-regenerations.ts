import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { groupFailedRegenerations, sumRegenerations } from "#db/queries/review/regenerations.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { type Money, money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** What became of the outputs of a batch that were asked to be made anew, and what that cost. */
export interface BatchRegenerations {
  asked: number;
  /** Under way, or waiting for their turn. */
  open: number;
  succeeded: number;
  failed: number;
  /** Their items were decided on otherwise before they were there. */
  withdrawn: number;
  /** Items that came back and stand approved now. */
  approvedAfter: number;
  /** Billed for certain, and possibly billed: a part of what the batch spent. */
  spent: Money;
  unknownSpend: Money;
  /** Why some came to nothing, most frequent first. */
  failures: { count: number; failure: Failure }[];
}

/** Counts the regenerations of a batch. Needs `batches:read`. */
export async function viewRegenerations(
  actor: Actor,
  batchId: string,
): Promise<Result<BatchRegenerations, "forbidden" | "not_found">> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const batch = await findBatch(db(), batchId);
  if (!batch) return refuse("not_found");
  const { spent, unknown, ...counts } = await sumRegenerations(db(), batchId);
  const failed = await groupFailedRegenerations(db(), batchId);
  return accept({
    ...counts,
    spent: money(spent, batch.currency),
    unknownSpend: money(unknown, batch.currency),
    failures: failed.flatMap(({ count, sample }) => (sample ? [{ count, failure: sample }] : [])),
  });
}
