import { type Db, db } from "#db/client.ts";
import {
  addToConversation,
  type ConversationRow,
  lockConversation,
} from "#db/queries/conversations/conversations.ts";
import {
  findOwnedTurn,
  type OwnedTurn,
  type TurnChange,
  type TurnRow,
  updateTurn,
} from "#db/queries/conversations/turns.ts";
import { chargeBudgets, reserveOnBudgets } from "#db/queries/spend/budgets.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import { sleep } from "#lib/sleep.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { entryOf, lostEntryOf, type Payer } from "./ledger-entry.ts";
import { type Account, isSameCall, type Reservation, type Reserved, type SettledCall } from "./pay.ts";

/**
 * The entry that the ledger gets if the end of a call is never seen, with the budgets that its money is reserved on.
 * It stands in the turn while the call is under way, and its id makes sure that the call gets one entry and no more.
 */
type CallInFlight = Omit<LedgerEntry, "at"> & { budgetIds: string[] };

const LOOK_FOR_MONEY_MS = 500;
const MOST_LOOKS = 20;

/** What paying for a turn takes. */
export interface PaidTurn {
  owned: OwnedTurn;
  payer: Payer;
  language: string;
  /** No new call begins. */
  leaving: AbortSignal;
  /** How the turn stands once its call has ended so. Written together with what it cost: what was paid is not asked again. */
  endingOf(call: SettledCall): TurnChange;
}

/** The account of one turn of a conversation: reserves on the conversation's cap and the budgets above it. */
export class ConversationAccount implements Account {
  standing: Reservation | null = null;
  readonly #turn: PaidTurn;
  #inFlight: CallInFlight | null = null;

  constructor(turn: PaidTurn) {
    this.#turn = turn;
  }

  // What others have in flight usually costs less than is reserved for it: some of it may come back in a moment.
  async reserve(call: Reservation, model: CallableModel): Promise<Reserved> {
    if (this.standing && isSameCall(this.standing.key, call.key)) return { kind: "reserved" };
    for (let looks = 1; !this.#turn.leaving.aborted; looks++) {
      const { inFlight, ...reserved } = await this.#reserveOnce(call, model);
      if (!inFlight || looks === MOST_LOOKS) return reserved;
      await sleep(LOOK_FOR_MONEY_MS, this.#turn.leaving);
    }
    return { kind: "left" };
  }

  async settle(call: SettledCall): Promise<boolean> {
    const inFlight = this.#inFlight;
    // A full rate limit leaves all as it is: the call goes out again.
    if (!inFlight || call.settlement.kind === null) return true;
    const { payer, language, endingOf } = this.#turn;
    const { reservation, model, outcome, settlement, promptDigest } = call;
    const subject = { key: reservation.key, language, model, promptDigest };
    const entry = entryOf(payer, subject, outcome, settlement, { id: inFlight.id });
    return this.#close(entry ? [entry] : [], endingOf(call));
  }

  /** Gives back what is reserved for a call that is not made after all. */
  async giveBack(): Promise<void> {
    if (this.#inFlight) await this.#close([], {});
  }

  async #reserveOnce(call: Reservation, model: CallableModel): Promise<Reserved & { inFlight?: boolean }> {
    const { owned, payer, language } = this.#turn;
    const { templateId, memberId, currency } = payer;
    return db().transaction(async (tx) => {
      const held = await holdTurn(tx, owned);
      if (!held || held.turn.stopAskedAt) return { kind: "left" };
      const { spent, unknownSpend, cap } = held.conversation;
      if (compareAmounts(sumAmounts([spent, unknownSpend, call.amount]), cap) > 0)
        return { kind: "unfunded", budget: null };
      const spender = { currency, templateId, modelIds: [model.id], memberId };
      const reserved = await reserveOnBudgets(tx, spender, call.amount);
      if (!reserved.granted)
        return { kind: "unfunded", budget: reserved.budget, inFlight: reserved.inFlight };
      const subject = { key: call.key, language, model };
      const { at: _, ...entry } = lostEntryOf(payer, subject, call.amount, newId());
      this.#inFlight = { ...entry, budgetIds: reserved.budgetIds };
      await updateTurn(tx, owned, { inFlight: this.#inFlight });
      this.standing = call;
      return { kind: "reserved" };
    });
  }

  /** `false` when the turn has another worker, who has entered the call as unknown. */
  async #close(entries: LedgerEntry[], change: TurnChange): Promise<boolean> {
    const inFlight = this.#inFlight as CallInFlight;
    this.#inFlight = null;
    this.standing = null;
    return db().transaction(async (tx) => {
      const held = await holdTurn(tx, this.#turn.owned);
      if (!held) return false;
      await enter(tx, held.turn, entries, inFlight, change);
      return true;
    });
  }
}

/** A turn that runs with this owner, with its conversation, held until the transaction ends; `null` otherwise. */
export async function holdTurn(
  tx: Db,
  owned: OwnedTurn,
): Promise<{ conversation: ConversationRow; turn: TurnRow } | null> {
  const conversation = await lockConversation(tx, owned.conversationId);
  const turn = conversation && (await findOwnedTurn(tx, owned));
  return turn ? { conversation, turn } : null;
}

/**
 * Enters the call that a turn's last worker had under way as unknown and changes the turn with it, in the caller's
 * transaction, which holds the conversation.
 */
export async function enterLostTurn(tx: Db, turn: TurnRow, change: TurnChange): Promise<void> {
  if (!turn.inFlight) return updateTurn(tx, turn, change);
  const inFlight = turn.inFlight as unknown as CallInFlight;
  const { budgetIds: _, ...entry } = inFlight;
  await enter(tx, turn, [entry], inFlight, change);
}

async function enter(
  tx: Db,
  turn: TurnRow,
  entries: readonly Omit<LedgerEntry, "at">[],
  { budgetIds, cost }: CallInFlight,
  change: TurnChange,
): Promise<void> {
  const sums = { spent: costOfKind(entries, "settled"), unknown: costOfKind(entries, "unknown") };
  const paid = await enterAttempts(tx, entries);
  await chargeBudgets(tx, paid, { budgetIds, amount: cost });
  await addToConversation(tx, turn.conversationId, sums);
  // One that calls tools takes several calls.
  const paidChange = entries.length > 0 && {
    cost: sumAmounts([turn.cost, sums.spent]),
    unknownCost: sumAmounts([turn.unknownCost, sums.unknown]),
  };
  await updateTurn(tx, turn, { ...change, ...paidChange, inFlight: null });
}

function costOfKind(entries: readonly Omit<LedgerEntry, "at">[], kind: LedgerEntry["kind"]): string {
  return sumAmounts(entries.filter((entry) => entry.kind === kind).map(({ cost }) => cost));
}
