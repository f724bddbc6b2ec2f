import { setTimeout as sleep } from "node:timers/promises";
import { type Db, db } from "#db/client.ts";
import { type KeptAnswer, keepAnswers } from "#db/queries/kept-answers.ts";
import { chargeBudgets, reserveOnBudgets } from "#db/queries/spend/budgets.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import { type CellChange, type CellRow, updateCell } from "#db/queries/trials/cells.ts";
import { giveBackOfJudging, takeForJudging } from "#db/queries/trials/judge-cap.ts";
import { lockTrial, lockTrialCap } from "#db/queries/trials/trials.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { compareAmounts, sumAmounts } from "#lib/money.ts";
import { newId } from "#lib/new-id.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { keptAgain, placeAnswer, writtenAnswer } from "./kept-answer.ts";
import { entryOf, lostEntryOf, type Payer } from "./ledger-entry.ts";
import { type Account, isSameCall, type Reservation, type Reserved, type SettledCall } from "./pay.ts";
import type { Settlement } from "./settle-call.ts";

/** A trial as its worker holds it. */
export interface OwnedTrial {
  id: string;
  fence: number;
  createdBy: string;
}

/**
 * The entry that the ledger gets if the end of a call is never seen, with the budgets that its money is reserved on.
 * It stands in the cell while the call is under way, and its id makes sure that the call gets one entry and no more.
 */
type CallInFlight = Omit<LedgerEntry, "at"> & { budgetIds: string[] };

/**
 * What of a cell is to be written together with a call that has ended, such as the step that is over by it; `answer` in
 * place of its words.
 */
export type KeepProgress = (
  outcome: CallOutcome<unknown>,
  settlement: Settlement,
  entryId: string,
) => CellChange & { answer?: string };

const LOOK_FOR_MONEY_MS = 500;
const MOST_LOOKS = 20;

/**
 * The account of one cell of a trial: reserves on the trial's cap, where it has one, and on the budgets above it, and
 * writes each call down as it ends.
 */
export class TrialCellAccount implements Account {
  standing: Reservation | null = null;
  readonly #trial: OwnedTrial;
  readonly #payer: Payer;
  readonly #cell: Pick<CellRow, "seq" | "language">;
  readonly #stopping: AbortSignal;
  readonly #keep: KeepProgress;
  #inFlight: CallInFlight | null = null;
  #calls: number;
  /** Of the call that was settled last, where it has one. */
  lastEntryId: string | undefined;

  /** @param keep what of the cell is written down in the transaction that pays a call. */
  constructor(
    trial: OwnedTrial,
    payer: Payer,
    cell: Pick<CellRow, "seq" | "language" | "calls">,
    stopping: AbortSignal,
    keep: KeepProgress = () => ({}),
  ) {
    this.#trial = trial;
    this.#payer = payer;
    this.#cell = cell;
    this.#stopping = stopping;
    this.#keep = keep;
    this.#calls = cell.calls;
  }

  // What others have in flight usually costs less than is reserved for it: some of it may come back in a moment.
  async reserve(call: Reservation, model: CallableModel): Promise<Reserved> {
    if (this.standing && isSameCall(this.standing.key, call.key)) return { kind: "reserved" };
    for (let looks = 1; !this.#stopping.aborted; looks++) {
      const reserved = await this.#reserveOnce(call, model);
      if (reserved.kind !== "unfunded" || !reserved.inFlight || looks === MOST_LOOKS) return reserved;
      await sleep(LOOK_FOR_MONEY_MS, undefined, { signal: this.#stopping }).catch(() => {});
    }
    return { kind: "left" };
  }

  async settle({ reservation, model, outcome, settlement, promptDigest }: SettledCall): Promise<boolean> {
    const inFlight = this.#inFlight;
    // A full rate limit leaves all as it is: the call goes out again.
    if (!inFlight || settlement.kind === null) return true;
    const subject = { key: reservation.key, language: this.#cell.language, model, promptDigest };
    const entry = entryOf(this.#payer, subject, outcome, settlement, { id: inFlight.id });
    this.lastEntryId = entry?.id;
    if (!entry) return this.#close([]);
    // Cells are few, and somebody looks at them: every answer is kept.
    const { answer = writtenAnswer(outcome), ...kept } = this.#keep(outcome, settlement, entry.id);
    return this.#close([entry], answer === null ? [] : placeAnswer(entry, "kept", answer), kept);
  }

  /** Keeps an answer once more, with what of the cell has come since; `false` when the trial has another worker. */
  keepAgain(entryId: string, text: string, change: CellChange): Promise<boolean> {
    const { id, fence } = this.#trial;
    return db().transaction(async (tx) => {
      if (!(await lockTrial(tx, id, fence))) return false;
      await keepAnswers(tx, id, [keptAgain(this.#cell.seq, entryId, text)]);
      await updateCell(tx, id, this.#cell.seq, change);
      return true;
    });
  }

  /** Gives back what is reserved for a call that is not made after all. */
  async giveBack(): Promise<void> {
    if (this.#inFlight) await this.#close([]);
  }

  async #reserveOnce(
    call: Reservation,
    model: CallableModel,
  ): Promise<
    Exclude<Reserved, { kind: "unfunded" }> | { kind: "unfunded"; budget: string | null; inFlight: boolean }
  > {
    const { key, amount } = call;
    const { templateId, memberId, currency } = this.#payer;
    const isJudging = key.purpose === "check";
    return db().transaction(async (tx) => {
      // First: two calls that both held the trial and then wanted it alone would wait for each other.
      const capped = await lockTrialCap(tx, this.#trial.id);
      if (capped && compareAmounts(sumAmounts([capped.paid, capped.inFlight, amount]), capped.cap) > 0)
        return { kind: "unfunded", budget: null, inFlight: compareAmounts(capped.inFlight, "0") > 0 };
      const judging = isJudging ? await takeForJudging(tx, this.#trial, amount) : null;
      const held = await lockTrial(tx, this.#trial.id, this.#trial.fence);
      if (held?.status !== "running") return { kind: "left" };
      if (judging && !judging.granted) return { kind: "unfunded", budget: null, inFlight: judging.inFlight };
      const spender = { currency, templateId, modelIds: [model.id], memberId };
      const reserved = await reserveOnBudgets(tx, spender, amount);
      if (!reserved.granted) {
        if (judging) await giveBackOfJudging(tx, this.#trial, { amount, cost: "0" });
        return { kind: "unfunded", budget: reserved.budget, inFlight: reserved.inFlight };
      }
      const subject = { key, language: this.#cell.language, model };
      const { at: _, ...entry } = lostEntryOf(this.#payer, subject, amount, newId());
      this.#inFlight = { ...entry, budgetIds: reserved.budgetIds };
      const change = { status: "running", inFlight: this.#inFlight, calls: this.#calls + 1 } as const;
      await updateCell(tx, this.#trial.id, this.#cell.seq, change);
      this.#calls++;
      this.standing = call;
      return { kind: "reserved" };
    });
  }

  /** `false` when the trial has another worker, who has entered the call as unknown. */
  async #close(entries: LedgerEntry[], answers: KeptAnswer[] = [], kept: CellChange = {}): Promise<boolean> {
    const { cost, budgetIds, purpose } = this.#inFlight as CallInFlight;
    this.#inFlight = null;
    this.standing = null;
    return db().transaction(async (tx) => {
      if (purpose === "check") {
        const paid = sumAmounts(entries.map((entry) => entry.cost));
        await giveBackOfJudging(tx, this.#trial, { amount: cost, cost: paid });
      }
      if (!(await lockTrial(tx, this.#trial.id, this.#trial.fence))) return false;
      const paid = await enterAttempts(tx, entries);
      await keepAnswers(tx, this.#trial.id, answers);
      await chargeBudgets(tx, paid, { budgetIds, amount: cost });
      await updateCell(tx, this.#trial.id, this.#cell.seq, { ...kept, inFlight: null });
      return true;
    });
  }
}

/**
 * Enters what was under way when the last worker was lost as unknown, and makes those cells ready to be asked again: from
 * the step on that is not over.
 */
export async function recoverCells(tx: Db, trialId: string, cells: readonly CellRow[]): Promise<void> {
  for (const cell of cells.filter(({ status }) => status === "running")) {
    await enterLostCall(tx, cell);
    await updateCell(tx, trialId, cell.seq, UNASKED);
  }
}

/** Enters the call that a cell has under way as unknown, if it has one. The caller takes it out of the cell. */
export async function enterLostCall(tx: Db, { trialId, inFlight }: CellRow): Promise<void> {
  if (!inFlight) return;
  // Release 0.1.0 named the run in another way.
  const { budgetIds, ...call } = inFlight as unknown as CallInFlight;
  const entry: LedgerEntry = { ...call, runKind: "trial", runId: trialId };
  await chargeBudgets(tx, await enterAttempts(tx, [entry]), {
    budgetIds: budgetIds ?? [],
    amount: call.cost,
  });
}

const UNASKED = {
  status: "pending",
  inFlight: null,
  partialText: null,
  calls: 0,
} as const satisfies Partial<CellRow>;
