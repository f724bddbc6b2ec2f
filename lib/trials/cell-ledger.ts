import { type Db, db } from "#db/client.ts";
import { recordAttempts } from "#db/queries/spend.ts";
import { type CellRow, updateCell } from "#db/queries/trials/cells.ts";
import { holdTrial } from "#db/queries/trials/trials.ts";
import type { CallOutcome } from "#lib/models/call-outcome.ts";
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

/** Writes down that a call is about to be made. `false` when the trial was cancelled or has another owner. */
export async function beginCall(trial: OwnedTrial, call: CallInFlight, calls: number): Promise<boolean> {
  return db().transaction(async (tx) => {
    const held = await holdTrial(tx, trial.id, trial.fence);
    if (held?.status !== "running") return false;
    await updateCell(tx, trial.id, call.seq, { status: "running", inFlight: call, calls });
    return true;
  });
}

/**
 * Writes the call's entry into the ledger and its figures into the cell, in one transaction. `false` when the
 * trial has another owner, who has entered the call as unknown already.
 */
export async function settleCall(
  trial: OwnedTrial,
  call: CallInFlight,
  outcome: CallOutcome,
  variant: LoadedVariant,
): Promise<boolean> {
  return db().transaction(async (tx) => {
    const held = await holdTrial(tx, trial.id, trial.fence);
    if (!held) return false;
    const entry = entryOf(call, outcome, variant);
    await recordAttempts(tx, [entry]);
    await updateCell(tx, trial.id, call.seq, { inFlight: null });
    return true;
  });
}

/** Enters what was under way when the last owner was lost as unknown, and makes those cells ready to be asked again. */
export async function recoverCells(tx: Db, trialId: string, cells: readonly CellRow[]): Promise<void> {
  const lost = cells.filter((cell) => cell.status === "running");
  await recordAttempts(
    tx,
    lost.flatMap(({ inFlight }) => (inFlight ? [inFlight as unknown as CallInFlight] : [])),
  );
  for (const { seq } of lost) await updateCell(tx, trialId, seq, UNASKED);
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
