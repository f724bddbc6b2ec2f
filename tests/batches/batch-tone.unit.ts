import { expect, test } from "vitest";
import { batchTone } from "#components/batches/batch-tone.ts";
import { BATCH_STATES } from "#lib/batches/batch-state.ts";

test("a batch is green only when it is done and none of its items failed", () => {
  const green = BATCH_STATES.flatMap((status) =>
    [0, 1, 860]
      .filter((failed) => batchTone({ status, counts: { failed } }) === "success")
      .map((failed) => [status, failed]),
  );
  expect(green).toEqual([["succeeded", 0]]);
});
