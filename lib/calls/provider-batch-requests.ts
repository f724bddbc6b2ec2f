import { type Db, db } from "#db/client.ts";
import type { BatchRow } from "#db/queries/batches/batches.ts";
import type { ClosedCall } from "#db/queries/batches/flush-results.ts";
import {
  type CallToReserve,
  type OwnedChunk,
  type ReservedCalls,
  reserveCalls,
} from "#db/queries/batches/reserve-calls.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { closedCall, unmadeCall } from "./batch-account.ts";
import { readCallKey } from "./call-key.ts";
import { entryOf } from "./ledger-entry.ts";
import { payerOf } from "./payer-of-batch.ts";
import { type Settlement, settle } from "./settle-call.ts";

/** A request that went into a provider's batch, as its chunk's journal keeps it. */
export interface JournalledRequest {
  key: string;
  /** The most it may cost. */
  amount: string;
}

/** What a request came to, to be flushed together with what follows from it. */
export interface SettledRequest {
  settlement: Settlement;
  entries: LedgerEntry[];
  closed: ClosedCall[];
}

/** Reserves and journals the first of a chunk's requests, as many as fit under the cap; waits for nothing. */
export function reserveRequests(
  chunk: OwnedChunk,
  requests: readonly CallToReserve[],
  tx: Db = db(),
): Promise<ReservedCalls> {
  return reserveCalls(tx, chunk.batchId, [{ chunk, calls: requests }]);
}

/**
 * Settles a request by its result. What was not billed is given back: it is asked for again in another file.
 * @param id the entry's: the same however often the result is taken in.
 */
export function settleRequest(
  { batch, model, language, id }: { batch: BatchRow; model: CallableModel; language: string; id: string },
  { key, amount }: JournalledRequest,
  outcome: CallOutcome,
): SettledRequest {
  const reservation = { key: readCallKey(key), amount };
  const settlement = settle(outcome, amount, model.price);
  const subject = { key: reservation.key, language, model };
  const { batchDiscount } = model.price;
  const entry = entryOf(payerOf(batch), subject, outcome, settlement, { id, batchDiscount });
  return {
    settlement,
    entries: entry ? [entry] : [],
    closed: [settlement.closes ? closedCall(reservation, settlement) : unmadeCall(reservation)],
  };
}

/** Gives back the money of a request that was never made. */
export function giveBackRequest({ key, amount }: JournalledRequest): Omit<SettledRequest, "settlement"> {
  return { entries: [], closed: [unmadeCall({ key: readCallKey(key), amount })] };
}
