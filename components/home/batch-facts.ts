import type { Money } from "#lib/money.ts";
import type { Failure } from "./failures-card.tsx";

/** What Home needs to know of a batch, as the API gives it in process or over the wire. */
export interface BatchFacts {
  id: string;
  name: string;
  status: "scheduled" | "running" | "paused" | "succeeded" | "failed" | "cancelled";
  itemCount: number;
  counts: { succeeded: number; failed: number; skipped: number };
  budgetCap: Money;
  spent: Money;
  waitingFor: { message: string } | null;
  simulated: boolean;
  createdAt: Date | string;
  finishedAt: Date | string | null;
}

export interface RunningBatch {
  id: string;
  name: string;
  state: "scheduled" | "running" | "paused";
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
export const RUNNING_STATES = ["running", "paused", "scheduled"] satisfies RunningBatch["state"][];

/** The batches among these that are under way, as Home shows them. */
export function runningBatches(batches: readonly BatchFacts[]): RunningBatch[] {
  return batches.flatMap(({ status, counts, itemCount, budgetCap, waitingFor, ...batch }) =>
    status === "running" || status === "paused" || status === "scheduled"
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

/** The batches among these with failed items; cancelled ones are left alone. */
export function failedBatches(batches: readonly BatchFacts[]): Failure[] {
  return batches
    .filter(({ status, counts }) => status !== "cancelled" && (counts.failed > 0 || status === "failed"))
    .map(({ id, name, status, counts, createdAt, finishedAt }) => ({
      id,
      kind: "batch",
      name,
      href: `/batches/${id}`,
      failedItems: status === "failed" && counts.failed === 0 ? null : counts.failed,
      at: new Date(finishedAt ?? createdAt).toISOString(),
    }));
}
