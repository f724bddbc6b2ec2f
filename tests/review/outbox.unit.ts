import { expect, test } from "vitest";
import {
  canWithdraw,
  EMPTY_OUTBOX,
  FLUSH_SIZE,
  nextFlush,
  type Outbox,
  type OutboxEntry,
  type OutboxEvent,
  outboxAfter,
  retryDelayMs,
} from "#components/review/session/outbox.ts";

function entry(requestId: string, madeAt = 0): OutboxEntry {
  return { requestId, itemId: `b.${requestId}`, token: 1, outputVersion: 1, decision: "approve", madeAt };
}

function after(...events: OutboxEvent[]): Outbox {
  return events.reduce(outboxAfter, EMPTY_OUTBOX);
}

const ids = ({ entries }: Outbox) => entries.map(({ requestId }) => requestId);

test("a call carries what waits, oldest first, and one call at a time", () => {
  const waiting = after({ type: "made", entry: entry("a") }, { type: "made", entry: entry("b") });
  expect(nextFlush(waiting).map(({ requestId }) => requestId)).toEqual(["a", "b"]);
  expect(nextFlush(outboxAfter(waiting, { type: "sending", requestIds: ["a", "b"] }))).toEqual([]);
});

test("a failed call loses nothing and the next carries the same under the same ids", () => {
  const failed = after(
    { type: "made", entry: entry("a") },
    { type: "sending", requestIds: ["a"] },
    { type: "failed" },
    { type: "made", entry: entry("b") },
  );
  expect(nextFlush(failed).map(({ requestId }) => requestId)).toEqual(["a", "b"]);
  expect(failed.failures).toBe(1);
});

test("what was answered leaves, what was made meanwhile stays", () => {
  const answered = after(
    { type: "made", entry: entry("a") },
    { type: "sending", requestIds: ["a"] },
    { type: "made", entry: entry("b") },
    { type: "answered", requestIds: ["a"] },
  );
  expect(ids(answered)).toEqual(["b"]);
  expect(answered.failures).toBe(0);
});

test("what a reload finds comes back in order, and nothing twice", () => {
  const restored = after(
    { type: "made", entry: entry("c", 3) },
    { type: "restored", entries: [entry("b", 2), entry("a", 1), entry("c", 3)] },
  );
  expect(ids(restored)).toEqual(["a", "b", "c"]);
});

test("a decision can be withdrawn only while no call ever carried it", () => {
  const waiting = after({ type: "made", entry: entry("a") });
  expect(ids(outboxAfter(waiting, { type: "withdrawn", requestId: "a" }))).toEqual([]);
  const sending = outboxAfter(waiting, { type: "sending", requestIds: ["a"] });
  expect(canWithdraw(sending, "a")).toBe(false);
  expect(ids(outboxAfter(sending, { type: "withdrawn", requestId: "a" }))).toEqual(["a"]);
  expect(canWithdraw(outboxAfter(sending, { type: "failed" }), "a")).toBe(false);
});

test("a call carries no more than the API takes", () => {
  const entries = Array.from({ length: 80 }, (_, i) => entry(String(i), i));
  expect(nextFlush(after({ type: "restored", entries }))).toHaveLength(FLUSH_SIZE);
});

test("waits grow to half a minute", () => {
  expect([0, 1, 2, 3, 6, 20].map(retryDelayMs)).toEqual([0, 1_000, 2_000, 4_000, 30_000, 30_000]);
});
