import { type Db, db } from "#db/client.ts";
import {
  type EvaluationCallRow,
  insertEvaluationCall,
  takeEvaluationCall,
  takeEvaluationCallsOf,
  takeForgottenCalls,
} from "#db/queries/checks/evaluation-calls.ts";
import { keepAnswers } from "#db/queries/kept-answers.ts";
import { chargeBudgets, reserveOnBudgets } from "#db/queries/spend/budgets.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { newId } from "#lib/new-id.ts";
import { sleep } from "#lib/sleep.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { placeAnswer, writtenAnswer } from "./kept-answer.ts";
import { entryOf, lostEntryOf, type Payer } from "./ledger-entry.ts";
import { type Account, isSameCall, type Reservation, type Reserved, type SettledCall } from "./pay.ts";

/** What pays for asking models about outputs that are there already, such as a re-scan. */
export interface EvaluationPurse {
  payer: Payer;
  /** Takes the most that a call may cost from the run's own cap; `left`: the run goes on no more. */
  take(tx: Db, amount: string): Promise<{ kind: "taken" | "left" | "lacking"; inFlight: boolean }>;
  /** Gives back what a call did not cost of it; `false`: the run is another worker's by now. */
  giveBack(tx: Db, change: { amount: string; cost: string }): Promise<boolean>;
}

/** Keeps what a call was made for, in the transaction that pays it. */
export type KeepJudgement = (tx: Db, outcome: CallOutcome) => Promise<void>;

/** The entry that the ledger gets if the end of a call is never seen; its id makes sure that the call gets one and no more. */
type CallInFlight = Omit<LedgerEntry, "at">;

const LOOK_FOR_MONEY_MS = 500;
const MOST_LOOKS = 20;
/** No call that somebody waits for takes as long. */
const LOST_AFTER_MS = 15 * 60_000;

/** The account of one call about an output that is there already: it is written down together with what came of it. */
export class EvaluationCallAccount implements Account {
  standing: Reservation | null = null;
  readonly #purse: EvaluationPurse;
  readonly #language: string;
  readonly #keep: KeepJudgement;
  readonly #stopping: AbortSignal;
  #entryId: string | null = null;

  constructor(purse: EvaluationPurse, language: string, keep: KeepJudgement, stopping: AbortSignal) {
    this.#purse = purse;
    this.#language = language;
    this.#keep = keep;
    this.#stopping = stopping;
  }

  // What others have in flight usually costs less than is reserved for it: some of it may come back in a moment.
  async reserve(call: Reservation, model: CallableModel): Promise<Reserved> {
    if (this.standing && isSameCall(this.standing.key, call.key)) return { kind: "reserved" };
    for (let looks = 1; !this.#stopping.aborted; looks++) {
      const reserved = await this.#reserveOnce(call, model);
      if (reserved.kind !== "unfunded" || !reserved.inFlight || looks === MOST_LOOKS) return reserved;
      await sleep(LOOK_FOR_MONEY_MS, this.#stopping);
    }
    return { kind: "left" };
  }

  async settle({ reservation, model, outcome, settlement, promptDigest }: SettledCall): Promise<boolean> {
    const id = this.#entryId;
    // A full rate limit leaves all as it is: the call goes out again.
    if (!id || settlement.kind === null) return true;
    const subject = { key: reservation.key, language: this.#language, model, promptDigest };
    const entry = entryOf(this.#purse.payer, subject, outcome, settlement, { id });
    return this.#close(id, entry, outcome as CallOutcome);
  }

  /** Gives back what is reserved for a call that is not made after all. */
  async giveBack(): Promise<void> {
    if (this.#entryId) await this.#close(this.#entryId, null, null);
  }

  async #reserveOnce(call: Reservation, model: CallableModel) {
    const { payer } = this.#purse;
    const { key, amount } = call;
    const subject = { key, language: this.#language, model };
    const { at: _, ...entry } = lostEntryOf(payer, subject, amount, newId());
    const reserved = await db().transaction(async (tx) => {
      const taken = await this.#purse.take(tx, amount);
      if (taken.kind === "left") return { kind: "left" as const };
      if (taken.kind === "lacking")
        return { kind: "unfunded" as const, budget: null, inFlight: taken.inFlight };
      const { currency, templateId, memberId } = payer;
      const spender = { currency, templateId, modelIds: [model.id], memberId };
      const above = await reserveOnBudgets(tx, spender, amount);
      if (!above.granted) {
        await this.#purse.giveBack(tx, { amount, cost: "0" });
        return { kind: "unfunded" as const, budget: above.budget, inFlight: above.inFlight };
      }
      const { id } = entry;
      const kept = entry satisfies CallInFlight;
      await insertEvaluationCall(tx, {
        ...{ id, runId: payer.run.id, entry: kept, amount, budgetIds: above.budgetIds },
      });
      return { kind: "reserved" as const };
    });
    if (reserved.kind === "reserved") {
      this.standing = call;
      this.#entryId = entry.id;
    }
    return reserved;
  }

  /** `false` when the run has another worker, who has entered the call as unknown. */
  async #close(id: string, entry: LedgerEntry | null, outcome: CallOutcome | null): Promise<boolean> {
    this.standing = null;
    this.#entryId = null;
    return db().transaction(async (tx) => {
      const taken = await takeEvaluationCall(tx, id);
      if (!taken) return false;
      const { amount, budgetIds } = taken;
      await this.#purse.giveBack(tx, { amount, cost: entry?.cost ?? "0" });
      const answer = outcome && writtenAnswer(outcome);
      const answers = entry && answer !== null ? placeAnswer(entry, "kept", answer) : [];
      const paid = await enterAttempts(tx, entry ? [entry] : []);
      await keepAnswers(tx, this.#purse.payer.run.id, answers);
      await chargeBudgets(tx, paid, { budgetIds, amount });
      if (outcome?.kind === "answered") await this.#keep(tx, outcome);
      return true;
    });
  }
}

/** Enters the calls that a run's last worker had under way as unknown, in the caller's transaction, which has taken the run. */
export async function enterLostEvaluationCalls(tx: Db, runId: string): Promise<void> {
  await enterLost(tx, await takeEvaluationCallsOf(tx, runId));
}

/** The same for calls that somebody made in passing and whose process is gone. */
export async function enterForgottenCalls(tx: Db): Promise<void> {
  await enterLost(tx, await takeForgottenCalls(tx, new Date(Date.now() - LOST_AFTER_MS)));
}

async function enterLost(tx: Db, calls: readonly EvaluationCallRow[]): Promise<void> {
  for (const { entry, amount, budgetIds } of calls) {
    const paid = await enterAttempts(tx, [entry as unknown as CallInFlight]);
    await chargeBudgets(tx, paid, { budgetIds, amount });
  }
}
