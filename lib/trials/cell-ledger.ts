import { type Db, db } from "#db/client.ts";
import { chargeBudgets, reserveOnBudgets } from "#db/queries/spend/budgets.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import { type CellRow, updateCell } from "#db/queries/trials/cells.ts";
import { holdTrial } from "#db/queries/trials/trials.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { costOf } from "#lib/models/price.ts";
import { sumAmounts } from "#lib/money.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import type { LoadedVariant } from "./load-variant.ts";

/** A trial as its owner holds it. */
export interface OwnedTrial {
  id: string;
  fence: number;
  createdBy: string;
}

/**
 * A call that was begun: the entry the ledger gets if its end is never seen. It stands in the cell while the
 * call is under way, and its id makes sure that the call gets one entry and no more.
 */
export type CallInFlight = Omit<LedgerEntry, "at"> & { kind: "unknown" };

/** A call that was begun, with the budgets that the most it may cost is promised on. */
export type BegunCall = CallInFlight & { budgetIds: string[] };

/** What became of the wish to make a call: begun, the trial is not this run's any more, or a budget lacks the money. */
export type Beginning =
  | { kind: "begun"; call: BegunCall }
  | { kind: "lost" }
  | { kind: "over_budget"; budget: string; inFlight: boolean };

/** Promises a call's money on the budgets above it and writes down that it is about to be made. */
export async function beginCall(trial: OwnedTrial, call: CallInFlight, calls: number): Promise<Beginning> {
  return db().transaction(async (tx): Promise<Beginning> => {
    const held = await holdTrial(tx, trial.id, trial.fence);
    if (held?.status !== "running") return { kind: "lost" };
    const { currency, templateId = null, modelId, memberId } = call;
    const reserved = await reserveOnBudgets(
      tx,
      { currency, templateId, modelIds: [modelId], memberId },
      call.cost,
    );
    if (!reserved.granted) return { kind: "over_budget", ...reserved };
    const begun = { ...call, budgetIds: reserved.budgetIds };
    await updateCell(tx, trial.id, call.seq, { status: "running", inFlight: begun, calls });
    return { kind: "begun", call: begun };
  });
}

/**
 * Writes the call's entry into the ledger and its figures into the cell, in one transaction. `false` when the
 * trial has another owner, who has entered the call as unknown already.
 */
export async function settleCall(
  trial: OwnedTrial,
  { budgetIds, ...call }: BegunCall,
  outcome: CallOutcome,
  variant: LoadedVariant,
): Promise<boolean> {
  return db().transaction(async (tx) => {
    const held = await holdTrial(tx, trial.id, trial.fence);
    if (!held) return false;
    const paid = await enterAttempts(tx, [entryOf(call, outcome, variant)]);
    await chargeBudgets(tx, paid, { budgetIds, amount: call.cost });
    await updateCell(tx, trial.id, call.seq, { inFlight: null });
    return true;
  });
}

/** Enters what was under way when the last owner was lost as unknown, and makes those cells ready to be asked again. */
export async function recoverCells(tx: Db, trialId: string, cells: readonly CellRow[]): Promise<void> {
  for (const cell of cells.filter(({ status }) => status === "running")) {
    await enterLostCall(tx, cell);
    await updateCell(tx, trialId, cell.seq, UNASKED);
  }
}

/** Enters the call that a cell has under way as unknown, if it has one. The caller takes it out of the cell. */
export async function enterLostCall(tx: Db, { inFlight }: CellRow): Promise<void> {
  if (!inFlight) return;
  // Calls begun before there were budgets name none.
  const { budgetIds = [], ...call } = inFlight as unknown as CallInFlight & Partial<BegunCall>;
  await chargeBudgets(tx, await enterAttempts(tx, [call]), { budgetIds, amount: call.cost });
}

const UNASKED = {
  status: "pending",
  inFlight: null,
  partialText: null,
  calls: 0,
} as const satisfies Partial<CellRow>;

/** What a cell's calls took together so far. */
export interface CellUsage {
  calls: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  latencyMs: number;
  cost: string;
}

export const NO_USAGE: CellUsage = {
  calls: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  latencyMs: 0,
  cost: "0",
};

/** The usage with a call's outcome added. */
export function addUsage(usage: CellUsage, outcome: CallOutcome, { model }: LoadedVariant): CellUsage {
  if (outcome.kind !== "answered") return usage;
  return {
    ...usage,
    inputTokens: usage.inputTokens + outcome.usage.inputTokens,
    cachedInputTokens: usage.cachedInputTokens + outcome.usage.cachedInputTokens,
    outputTokens: usage.outputTokens + outcome.usage.outputTokens,
    latencyMs: usage.latencyMs + outcome.latencyMs,
    cost: sumAmounts([usage.cost, costOf(outcome.usage, model.price)]),
  };
}

function entryOf(call: CallInFlight, outcome: CallOutcome, { model }: LoadedVariant): LedgerEntry {
  const outcomeCode = "code" in outcome ? outcome.code : outcome.kind;
  if (outcome.kind === "uncertain") return { ...call, outcome: outcomeCode };
  if (outcome.kind !== "answered") return { ...call, kind: "released", cost: "0", outcome: outcomeCode };
  return {
    ...call,
    ...outcome.usage,
    kind: "settled",
    cost: costOf(outcome.usage, model.price),
    outcome: outcome.finishReason || "answered",
    latencyMs: outcome.latencyMs,
    providerRequestId: outcome.requestId,
  };
}
