import { expect, test } from "vitest";
import { BATCH_STATES, endingOf, isFinal, nextBatchState } from "#lib/batches/batch-state.ts";

test("a launch that waits for approval goes nowhere but on, back or away", () => {
  expect(nextBatchState("awaiting-approval", "approve")).toBe("scheduled");
  expect(nextBatchState("awaiting-approval", "refuse")).toBe("cancelled");
  expect(nextBatchState("awaiting-approval", "cancel")).toBe("cancelled");
  for (const event of ["start", "pause", "resume", "retry", "succeed", "fail"] as const)
    expect(nextBatchState("awaiting-approval", event)).toBeNull();
  for (const state of BATCH_STATES.slice(1))
    for (const event of ["approve", "refuse"] as const) expect(nextBatchState(state, event)).toBeNull();
});

test("a running batch can be paused, and goes on when it is resumed", () => {
  expect(nextBatchState("running", "pause")).toBe("paused");
  expect(nextBatchState("paused", "resume")).toBe("running");
});

test("a scheduled batch starts, is cancelled or is over for want of rows, and nothing else", () => {
  expect(nextBatchState("scheduled", "start")).toBe("running");
  expect(nextBatchState("scheduled", "cancel")).toBe("cancelled");
  expect(nextBatchState("scheduled", "succeed")).toBe("succeeded");
  expect(nextBatchState("scheduled", "fail")).toBe("failed");
  for (const event of ["pause", "resume", "retry"] as const)
    expect(nextBatchState("scheduled", event)).toBeNull();
});

test("a cancelled batch stays cancelled whatever happens", () => {
  for (const event of ["start", "pause", "resume", "cancel", "retry", "succeed", "fail"] as const)
    expect(nextBatchState("cancelled", event)).toBeNull();
});

test("failed items of a finished batch run it again, those of a paused one keep it paused", () => {
  expect(nextBatchState("succeeded", "retry")).toBe("running");
  expect(nextBatchState("failed", "retry")).toBe("running");
  expect(nextBatchState("paused", "retry")).toBe("paused");
});

test("only finished and cancelled batches are final", () => {
  expect(BATCH_STATES.filter(isFinal)).toEqual(["succeeded", "failed", "cancelled"]);
});

test("a batch fails only when nothing at all came of it", () => {
  expect(endingOf({ succeeded: 0, failed: 3 })).toBe("fail");
  expect(endingOf({ succeeded: 1, failed: 3 })).toBe("succeed");
  expect(endingOf({ succeeded: 0, failed: 0 })).toBe("succeed");
});
