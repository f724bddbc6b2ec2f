import { expect, test } from "vitest";
import { CallGate } from "#lib/models/pacing/call-gate.ts";
import { leaseStarts, unusedSchedule } from "#lib/models/pacing/lease-starts.ts";
import { processPacer } from "#lib/models/pacing/pacer.ts";

const never = new AbortController().signal;

test("without limits every call may start at once", () => {
  const { lease } = leaseStarts(
    unusedSchedule,
    { rpm: null, tpm: null },
    { calls: 64, tokensPerCall: 500 },
    5,
  );
  expect(lease).toEqual({ calls: 64, delayMs: 0, spanMs: 0 });
});

test("over an hour no more requests start than the limit allows, and nearly as many", () => {
  let schedule = unusedSchedule;
  let started = 0;
  for (let nowMs = 0; nowMs < 3_600_000; ) {
    const given = leaseStarts(schedule, { rpm: 600, tpm: null }, { calls: 16, tokensPerCall: 1 }, nowMs);
    schedule = given.schedule;
    started += given.lease.calls;
    nowMs = Math.max(nowMs, given.schedule.requestsUntilMs);
  }
  expect(started).toBeLessThanOrEqual(600 * 60);
  expect(started).toBeGreaterThan(600 * 60 * 0.98);
});

test("a limit on tokens spaces calls by what each may cost", () => {
  const first = leaseStarts(unusedSchedule, { rpm: null, tpm: 60_000 }, { calls: 9, tokensPerCall: 990 }, 0);
  expect(first.lease).toMatchObject({ calls: 1, delayMs: 0 });
  const second = leaseStarts(first.schedule, { rpm: null, tpm: 60_000 }, { calls: 9, tokensPerCall: 990 }, 0);
  expect(second.lease.delayMs).toBeCloseTo(1_000);
});

test("a gate never lets more calls through at once than the model takes", async () => {
  const gate = new CallGate(processPacer({ rpm: null, tpm: null }), 3);
  const first = await gate.pass(2, 1, never, () => {});
  const second = await gate.pass(5, 1, never, () => {});
  expect([first?.calls, second?.calls]).toEqual([2, 1]);
  let third = 0;
  const waiting = gate
    .pass(5, 1, never, () => {})
    .then((passage) => {
      third = passage?.calls ?? 0;
    });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(third).toBe(0);
  gate.release(2);
  await waiting;
  expect(third).toBe(2);
});

test("whoever is told to stop while waiting at the gate gets nothing and holds nothing", async () => {
  const gate = new CallGate(processPacer({ rpm: null, tpm: null }), 1);
  await gate.pass(1, 1, never, () => {});
  const stop = new AbortController();
  const waiting = gate.pass(1, 1, stop.signal, () => {});
  stop.abort();
  expect(await waiting).toBeNull();
  gate.release(1);
  expect(await gate.pass(1, 1, never, () => {})).toMatchObject({ calls: 1 });
});
