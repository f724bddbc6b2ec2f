import { expect, test } from "vitest";
import { type FailureSources, latestFailures } from "#components/home/failures.ts";

const now = new Date("2026-11-22T12:00:00Z");
const nothing: FailureSources = { batches: [], trials: [], datasets: [], publications: [] };
const batch = {
  id: "b1",
  name: "Perfumes",
  status: "running",
  counts: { failed: 2 },
  createdAt: "2026-11-22T10:00:00Z",
  finishedAt: null,
};

test("a batch with failed items is listed, a cancelled or clean one is not", () => {
  const batches = [
    batch,
    { ...batch, id: "b2", status: "cancelled" },
    { ...batch, id: "b3", status: "succeeded", counts: { failed: 0 } },
  ];
  expect(latestFailures({ ...nothing, batches }, now)).toMatchObject([{ id: "b1", failedItems: 2 }]);
});

test("failures of all kinds come latest first, those older than a week not at all", () => {
  const past = (id: string, createdAt: string) => ({ id, status: "failed", createdAt, finishedAt: null });
  const failures = latestFailures(
    {
      batches: [batch],
      trials: [
        { ...past("t1", "2026-11-22T11:00:00Z"), failure: { message: "No price" }, dataset: { name: "A" } },
      ],
      datasets: [{ ...past("d1", "2026-11-01T11:00:00Z"), name: "old.csv", failure: null }],
      publications: [{ ...past("p1", "2026-11-21T11:00:00Z"), batchId: "b9", batchName: "Perfumes" }],
    },
    now,
  );
  expect(failures.map(({ id }) => id)).toEqual(["t1", "b1", "p1"]);
  expect(failures[0]).toMatchObject({ reason: "No price", href: "/trials/t1" });
});
