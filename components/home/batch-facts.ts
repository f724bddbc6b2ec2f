import type { Money } from "#lib/money.ts";

/** What Home needs to know of a batch, as the API gives it in process or over the wire. */
export interface BatchFacts {
  id: string;
  name: string;
  status: "awaiting-approval" | "scheduled" | "running" | "paused" | "succeeded" | "failed" | "cancelled";
  itemCount: number;
  counts: { succeeded: number; failed: number; skipped: number };
  budgetCap: Money;
  spent: Money;
  waitingFor: { message: string } | null;
  simulated: boolean;
}

export interface RunningBatch {
  id: string;
  name: string;
  state: "awaiting-approval" | "scheduled" | "running" | "paused";
  /** Items that ended, whichever way, of all. */
  ended: number;
  items: number;
  spent: Money;
  cap: Money;
  /** Why it does not go on by itself, in the reader's language. */
  waitingFor: string | null;
  simulated: boolean;
}

/** The states that count as under way. */
export const RUNNING_STATES = [
  "running",
  "paused",
  "scheduled",
  "awaiting-approval",
] satisfies RunningBatch["state"][];

/** The batches among these that are under way, as Home shows them. */
export function runningBatches(batches: readonly BatchFacts[]): RunningBatch[] {
  return batches.flatMap(({ status, counts, itemCount, budgetCap, waitingFor, ...batch }) =>
    status === "running" || status === "paused" || status === "scheduled" || status === "awaiting-approval"
      ? {
          id: batch.id,
          name: batch.name,
          spent: batch.spent,
          simulated: batch.simulated,
          state: status,
          ended: counts.succeeded + counts.failed + counts.skipped,
          items: itemCount,
          cap: budgetCap,
          waitingFor: waitingFor?.message ?? null,
        }
      : [],
  );
}
