import { expect, test } from "vitest";
import { type BatchFacts, runningBatches } from "#components/home/batch-facts.ts";
import { sumReviewQueue } from "#components/home/review-queue.ts";

const batch: BatchFacts = {
  id: "b1",
  name: "Perfumes",
  status: "running",
  itemCount: 100,
  counts: { succeeded: 40, failed: 2, skipped: 3 },
  budgetCap: { amount: "12", currency: "CNY" },
  spent: { amount: "4.8", currency: "CNY" },
  waitingFor: null,
  simulated: false,
};

test("only batches under way are shown as running, skipped and failed items count as ended", () => {
  const shown = runningBatches([batch, { ...batch, id: "b2", status: "succeeded" }]);
  expect(shown).toMatchObject([{ id: "b1", ended: 45, items: 100 }]);
});

test("one's own queue is what is assigned to one, without one's own launches", () => {
  const queue = sumReviewQueue([
    { pending: 5, escalated: 1, launchedByMe: true, pendingForMe: 0 },
    { pending: 7, escalated: 0, launchedByMe: false, pendingForMe: 4 },
  ]);
  expect(queue).toEqual({ mine: 4, ownLaunches: 5, escalated: 1 });
});
