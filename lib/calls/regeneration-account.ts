import { type Db, db } from "#db/client.ts";
import {
  type ClosedSum,
  closeOneCall,
  type ReservedCall,
  reserveOneCall,
} from "#db/queries/batches/reserve-one-call.ts";
import { type KeptAnswer, keepAnswers } from "#db/queries/kept-answers.ts";
import {
  addToRegeneration,
  lockRegeneration,
  type RegenerationRow,
  updateRegeneration,
} from "#db/queries/review/regenerations.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { sleep } from "#lib/sleep.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { closedCall, unmadeCall } from "./batch-account.ts";
import { type AnswerPlace, keptAgain, placeAnswer } from "./kept-answer.ts";
import { entryOf, lostEntryOf, type Payer } from "./ledger-entry.ts";
import { type Account, isSameCall, type Reservation, type Reserved, type SettledCall } from "./pay.ts";

/** A regeneration as its worker holds it. */
export type OwnedRegeneration = Pick<RegenerationRow, "id" | "fence" | "batchId"> & { language: string };

/** The entry that the ledger gets if the end of a call is never seen; its id makes sure that the call gets one and no more. */
type CallInFlight = Omit<LedgerEntry, "at">;

/** What calls came to and is not written yet. */
export interface UnwrittenCalls {
  entries: LedgerEntry[];
  closed: ClosedSum;
  answers: KeptAnswer[];
}

const LOOK_FOR_MONEY_MS = 500;
const MOST_LOOKS = 20;
const NOTHING: ClosedSum = { reserved: "0", spent: "0", unknown: "0", inputTokens: 0, outputTokens: 0 };

/** The account of one output that is made anew: reserves on its batch's cap, and collects what its calls came to. */
export class RegenerationAccount implements Account {
  standing: Reservation | null = null;
  readonly #owned: OwnedRegeneration;
  readonly #payer: Payer;
  readonly #leaving: AbortSignal;
  #entryId: string | null = null;
  /** Of the call that was settled last, where it has one. */
  lastEntryId: string | undefined;
  #unwritten: UnwrittenCalls = { entries: [], closed: NOTHING, answers: [] };

  constructor(owned: OwnedRegeneration, payer: Payer, leaving: AbortSignal) {
    this.#owned = owned;
    this.#payer = payer;
    this.#leaving = leaving;
  }

  /** Whether anything is to be written before the next call. */
  get hasUnwritten(): boolean {
    return this.#unwritten.entries.length > 0 || this.#unwritten.closed !== NOTHING;
  }

  // What others have in flight usually costs less than is reserved for it: some of it may come back in a moment.
  async reserve(call: Reservation, model: CallableModel): Promise<Reserved> {
    if (this.standing && isSameCall(this.standing.key, call.key)) return { kind: "reserved" };
    for (let looks = 1; !this.#leaving.aborted; looks++) {
      const reserved = await this.#reserveOnce(call, model);
      if (reserved.kind !== "unfunded" || !reserved.inFlight || looks === MOST_LOOKS) return reserved;
      await sleep(LOOK_FOR_MONEY_MS, this.#leaving);
    }
    return { kind: "left" };
  }

  settle({ reservation, model, outcome, settlement, promptDigest }: SettledCall): true {
    const subject = { key: reservation.key, language: this.#owned.language, model, promptDigest };
    const id = settlement.closes ? (this.#entryId ?? newId()) : newId();
    const entry = entryOf(this.#payer, subject, outcome, settlement, { id });
    this.lastEntryId = entry?.id;
    if (entry) this.#unwritten.entries.push(entry);
    if (settlement.closes) this.#close(closedCall(reservation, settlement));
    return true;
  }

  /** Says where the answer to the call that was settled last is to be found. */
  placeAnswer(place: AnswerPlace, text: string): void {
    const entry = this.#unwritten.entries.at(-1);
    if (entry) this.#unwritten.answers.push(...placeAnswer(entry, place, text));
  }

  /** Keeps an answer once more, to an earlier call. */
  keepAgain(seq: number, entryId: string, text: string): void {
    this.#unwritten.answers.push(keptAgain(seq, entryId, text));
  }

  /** Gives back what is reserved for a call that is not made. */
  giveBack(): void {
    if (this.standing) this.#close(unmadeCall(this.standing));
  }

  /**
   * Writes what the calls came to in the caller's transaction, which holds the regeneration; to be forgotten when that is
   * committed, and to be written again when it is not. @param inFlight of the regeneration as it is held.
   */
  async write(tx: Db, { inFlight }: Pick<RegenerationRow, "inFlight">): Promise<void> {
    const { entries, closed, answers } = this.#unwritten;
    // What closes a call that is in flight no more was committed, though nobody heard of it.
    if (closed !== NOTHING && !inFlight) return;
    await enterCalls(tx, this.#owned, entries, closed);
    await keepAnswers(tx, this.#owned.batchId, answers);
    // A call that is not billed stays in flight: it goes out again.
    if (!this.standing) await updateRegeneration(tx, this.#owned.id, { inFlight: null });
  }

  /** Forgets what was written. */
  forget(): void {
    this.#unwritten = { entries: [], closed: NOTHING, answers: [] };
  }

  async #reserveOnce(call: Reservation, model: CallableModel): Promise<ReservedCall> {
    const { id, batchId, language } = this.#owned;
    const entryId = newId();
    const reserved = await db().transaction(async (tx): Promise<ReservedCall | null> => {
      const held = await lockRegeneration(tx, this.#owned);
      if (!held) return null;
      this.giveBack();
      await this.write(tx, held);
      const reserved = await reserveOneCall(tx, batchId, call.amount);
      if (reserved.kind !== "reserved") return reserved;
      const subject = { key: call.key, language, model };
      const { at: _, ...entry } = lostEntryOf(this.#payer, subject, call.amount, entryId);
      await updateRegeneration(tx, id, { inFlight: entry satisfies CallInFlight });
      return reserved;
    });
    if (!reserved) return { kind: "left" };
    this.forget();
    if (reserved.kind === "reserved") {
      this.standing = call;
      this.#entryId = entryId;
    }
    return reserved;
  }

  #close({ reserved, spent, unknown, inputTokens, outputTokens }: ClosedSum): void {
    this.standing = null;
    const { closed } = this.#unwritten;
    this.#unwritten.closed = {
      reserved: sumAmounts([closed.reserved, reserved]),
      spent: sumAmounts([closed.spent, spent]),
      unknown: sumAmounts([closed.unknown, unknown]),
      inputTokens: closed.inputTokens + inputTokens,
      outputTokens: closed.outputTokens + outputTokens,
    };
  }
}

/**
 * Enters the call that a regeneration's last worker had under way as unknown, if it had one, in the caller's transaction,
 * which holds it. @returns whether there was one.
 */
export async function enterLostCall(tx: Db, { id, batchId, inFlight }: RegenerationRow): Promise<boolean> {
  if (!inFlight) return false;
  const call = inFlight as unknown as CallInFlight;
  const closed = { ...NOTHING, reserved: call.cost, unknown: call.cost };
  await enterCalls(tx, { id, batchId }, [call], closed);
  await updateRegeneration(tx, id, { inFlight: null });
  return true;
}

async function enterCalls(
  tx: Db,
  { id, batchId }: Pick<OwnedRegeneration, "id" | "batchId">,
  entries: readonly LedgerEntry[],
  closed: ClosedSum,
): Promise<void> {
  if (entries.length === 0 && closed === NOTHING) return;
  await closeOneCall(tx, batchId, closed, await enterAttempts(tx, entries));
  await addToRegeneration(tx, id, closed);
}
