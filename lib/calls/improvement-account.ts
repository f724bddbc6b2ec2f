import { type Db, db } from "#db/client.ts";
import {
  addToImprovement,
  holdImprovement,
  type ImprovementChange,
  type ImprovementRow,
  type OwnedImprovement,
  updateImprovement,
} from "#db/queries/improvements/improvements.ts";
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
 * It stands in the improvement while the call is under way, and its id makes sure that the call gets one entry and no more.
 */
type CallInFlight = Omit<LedgerEntry, "at"> & { budgetIds: string[] };

const LOOK_FOR_MONEY_MS = 500;
const MOST_LOOKS = 20;

/** What paying for a proposer takes. */
export interface PaidProposer {
  owned: OwnedImprovement;
  payer: Payer;
  /** No new call begins. */
  leaving: AbortSignal;
  /** How the improvement stands once its call has ended so. Written together with what it cost: what was paid is not asked again. */
  endingOf(call: SettledCall): ImprovementChange;
}

/** The account of an improvement's proposer: reserves on the improvement's cap and the budgets above it. */
export class ImprovementAccount implements Account {
  standing: Reservation | null = null;
  readonly #paid: PaidProposer;
  #inFlight: CallInFlight | null = null;

  constructor(paid: PaidProposer) {
    this.#paid = paid;
  }

  // What others have in flight usually costs less than is reserved for it: some of it may come back in a moment.
  async reserve(call: Reservation, model: CallableModel): Promise<Reserved> {
    if (this.standing && isSameCall(this.standing.key, call.key)) return { kind: "reserved" };
    for (let looks = 1; !this.#paid.leaving.aborted; looks++) {
      const { inFlight, ...reserved } = await this.#reserveOnce(call, model);
      if (!inFlight || looks === MOST_LOOKS) return reserved;
      await sleep(LOOK_FOR_MONEY_MS, this.#paid.leaving);
    }
    return { kind: "left" };
  }

  async settle(call: SettledCall): Promise<boolean> {
    const inFlight = this.#inFlight;
    // A full rate limit leaves all as it is: the call goes out again.
    if (!inFlight || call.settlement.kind === null) return true;
    const { payer, endingOf } = this.#paid;
    const { reservation, model, outcome, settlement, promptDigest } = call;
    const subject = { key: reservation.key, language: null, model, promptDigest };
    const entry = entryOf(payer, subject, outcome, settlement, { id: inFlight.id });
    return this.#close(entry ? [entry] : [], endingOf(call));
  }

  /** Gives back what is reserved for a call that is not made after all. */
  async giveBack(): Promise<void> {
    if (this.#inFlight) await this.#close([], {});
  }

  async #reserveOnce(call: Reservation, model: CallableModel): Promise<Reserved & { inFlight?: boolean }> {
    const { owned, payer } = this.#paid;
    const { templateId, memberId, currency } = payer;
    return db().transaction(async (tx) => {
      const held = await holdImprovement(tx, owned);
      if (held?.state !== "proposing") return { kind: "left" };
      const { spent, unknownSpend, cap, calls } = held;
      if (compareAmounts(sumAmounts([spent, unknownSpend, call.amount]), cap) > 0)
        return { kind: "unfunded", budget: null };
      const spender = { currency, templateId, modelIds: [model.id], memberId };
      const reserved = await reserveOnBudgets(tx, spender, call.amount);
      if (!reserved.granted)
        return { kind: "unfunded", budget: reserved.budget, inFlight: reserved.inFlight };
      const subject = { key: call.key, language: null, model };
      const { at: _, ...entry } = lostEntryOf(payer, subject, call.amount, newId());
      this.#inFlight = { ...entry, budgetIds: reserved.budgetIds };
      await updateImprovement(tx, owned.id, { inFlight: this.#inFlight, calls: calls + 1 });
      this.standing = call;
      return { kind: "reserved" };
    });
  }

  /** `false` when the improvement has another worker, who has entered the call as unknown. */
  async #close(entries: LedgerEntry[], change: ImprovementChange): Promise<boolean> {
    const inFlight = this.#inFlight as CallInFlight;
    this.#inFlight = null;
    this.standing = null;
    return db().transaction(async (tx) => {
      const held = await holdImprovement(tx, this.#paid.owned);
      if (!held) return false;
      // What was cancelled meanwhile stays so; what its call cost is entered all the same.
      await enter(tx, held, entries, inFlight, held.state === "proposing" ? change : {});
      return true;
    });
  }
}

/**
 * Enters the call that an improvement's last worker had under way as unknown, in the caller's transaction, which holds it.
 */
export async function enterLostProposal(tx: Db, improvement: ImprovementRow): Promise<void> {
  if (!improvement.inFlight) return;
  const inFlight = improvement.inFlight as unknown as CallInFlight;
  const { budgetIds: _, ...entry } = inFlight;
  await enter(tx, improvement, [entry], inFlight, {});
}

async function enter(
  tx: Db,
  { id }: Pick<ImprovementRow, "id">,
  entries: readonly Omit<LedgerEntry, "at">[],
  { budgetIds, cost }: CallInFlight,
  change: ImprovementChange,
): Promise<void> {
  const paid = await enterAttempts(tx, entries);
  await chargeBudgets(tx, paid, { budgetIds, amount: cost });
  await addToImprovement(tx, id, {
    spent: costOfKind(entries, "settled"),
    unknown: costOfKind(entries, "unknown"),
  });
  await updateImprovement(tx, id, { ...change, inFlight: null });
}

function costOfKind(entries: readonly Omit<LedgerEntry, "at">[], kind: LedgerEntry["kind"]): string {
  return sumAmounts(entries.filter((entry) => entry.kind === kind).map(({ cost }) => cost));
}
