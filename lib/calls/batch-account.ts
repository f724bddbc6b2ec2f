import type { ClosedCall } from "#db/queries/batches/flush-results.ts";
import type { OwnedChunk } from "#db/queries/batches/reserve-calls.ts";
import type { KeptAnswer } from "#db/queries/kept-answers.ts";
import { meterOf } from "#lib/models/meter.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import type { BatchReservations } from "./batch-reservations.ts";
import { writeCallKey } from "./call-key.ts";
import { type AnswerPlace, keptAgain, placeAnswer } from "./kept-answer.ts";
import { entryOf, type Payer } from "./ledger-entry.ts";
import { type Account, isSameCall, type Reservation, type Reserved, type SettledCall } from "./pay.ts";
import { type Settlement, settledCost } from "./settle-call.ts";

/** What the items of a chunk are paid from. */
export interface BatchPurse {
  payer: Payer;
  chunk: OwnedChunk;
  reservations: BatchReservations;
  leaving: AbortSignal;
}

/** What calls came to and is not written yet: it is flushed together with what follows from it. */
export interface UnwrittenCalls {
  entries: LedgerEntry[];
  closed: ClosedCall[];
  answers?: KeptAnswer[];
}

/** The account of one item of a batch: reserves on the batch's cap, and collects what its calls came to. */
export class BatchItemAccount implements Account {
  standing: Reservation | null;
  readonly #purse: BatchPurse;
  readonly #language: string;
  #unwritten: UnwrittenCalls = { entries: [], closed: [] };
  /** Of the call that was settled last, where it has one. */
  lastEntryId: string | undefined;

  /** @param standing what is reserved for its first call already, if anything is. */
  constructor(purse: BatchPurse, language: string, standing: Reservation | null) {
    this.#purse = purse;
    this.#language = language;
    this.standing = standing;
  }

  get hasUnwritten(): boolean {
    return this.#unwritten.entries.length > 0 || this.#unwritten.closed.length > 0;
  }

  async reserve(call: Reservation): Promise<Reserved> {
    if (this.standing && isSameCall(this.standing.key, call.key)) return { kind: "reserved" };
    this.giveBack();
    const { chunk, reservations, leaving } = this.#purse;
    const reserved = await reservations.reserve(chunk, [journalled(call)], leaving);
    if (reserved.kind === "reserved") this.standing = call;
    return reserved;
  }

  settle({ reservation, model, outcome, settlement, promptDigest }: SettledCall): true {
    const subject = { key: reservation.key, language: this.#language, model, promptDigest };
    const entry = entryOf(this.#purse.payer, subject, outcome, settlement);
    this.lastEntryId = entry?.id;
    if (entry) this.#unwritten.entries.push(entry);
    if (settlement.closes) this.#close(closedCall(reservation, settlement));
    return true;
  }

  /** Keeps an answer once more, to an earlier call of the item. */
  keepAgain(seq: number, entryId: string, text: string): void {
    this.#unwritten.answers = [...(this.#unwritten.answers ?? []), keptAgain(seq, entryId, text)];
  }

  /** Says where the answer to the call that was settled last is to be found. */
  placeAnswer(place: AnswerPlace, text: string): void {
    const entry = this.#unwritten.entries.at(-1);
    const kept = entry ? placeAnswer(entry, place, text) : [];
    if (kept.length > 0) this.#unwritten.answers = [...(this.#unwritten.answers ?? []), ...kept];
  }

  /** Gives back what is reserved for a call that is not made. */
  giveBack(): void {
    if (this.standing) this.#close(unmadeCall(this.standing));
  }

  /** What is to be written by now, which the account then forgets. */
  take(): UnwrittenCalls {
    const taken = this.#unwritten;
    this.#unwritten = { entries: [], closed: [] };
    return taken;
  }

  #close(call: ClosedCall): void {
    this.standing = null;
    this.#unwritten.closed.push(call);
  }
}

/** A reservation as the chunk's journal keeps it. */
export function journalled({ key, amount }: Pick<Reservation, "key" | "amount">): {
  key: string;
  amount: string;
} {
  return { key: writeCallKey(key), amount };
}

/** What a settled call does to the batch's money and counters. */
export function closedCall(
  { key, amount }: Pick<Reservation, "key" | "amount">,
  { kind, cost, meter, cacheHit }: Settlement,
): ClosedCall {
  return {
    key: writeCallKey(key),
    reserved: amount,
    spent: settledCost({ kind, cost }),
    unknown: kind === "unknown" ? cost : "0",
    inputTokens: meter.inputTokens,
    outputTokens: meter.outputTokens,
    ...(cacheHit && { cacheHit: 1 as const }),
  };
}

/** The end of a reservation whose call was not made, or not billed: all of it is given back. */
export function unmadeCall(reservation: Pick<Reservation, "key" | "amount">): ClosedCall {
  return closedCall(reservation, {
    kind: "released",
    cost: "0",
    meter: meterOf(),
    closes: true,
    cacheHit: false,
  });
}
