import { expect, test } from "vitest";
import { pastOf, threadOf } from "#components/review/item-past.ts";
import { reopenRefusal } from "#components/review/reopen-refusal.ts";
import { EMPTY_OUTBOX } from "#components/review/session/outbox.ts";
import type { PastDecision, ReviewMessage } from "#lib/review/read-review-item.ts";

const by = { memberId: "m", name: "Mei" };
const at = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00.000Z`;

function decision(kind: PastDecision["decision"], minute: number): PastDecision {
  const none = { reason: null, note: null, route: null, outputBefore: null, outputAfter: null };
  return {
    id: `${kind}${minute}`,
    itemId: "b.0",
    decision: kind,
    by,
    at: at(minute),
    outputVersion: 1,
    ...none,
  };
}

function message(minute: number): ReviewMessage {
  return { id: `message${minute}`, by, at: at(minute), text: "?", outputVersion: 1 };
}

test("what was written, and a block that was let pass, stand in an item's past where it was written", () => {
  const past = pastOf({
    history: [decision("escalate", 1), decision("approve", 5)],
    messages: [message(2), message(3)],
    overrides: [{ check: "claims", outputVersion: 1, checkVersion: "1", reason: "Seen", by, at: at(4) }],
  });
  expect(past.map(({ id }) => id)).toEqual([
    "escalate1",
    "message2",
    "message3",
    `claims:${at(4)}`,
    "approve5",
  ]);
});

test("the thread is that of the latest escalation, its question first", () => {
  const history = [decision("escalate", 1), decision("undo", 3), decision("escalate", 5)];
  expect(
    threadOf({ history, messages: [message(2), message(6), message(7)], overrides: [] }).map(({ id }) => id),
  ).toEqual(["escalate5", "message6", "message7"]);
});

test("an item that nobody escalated has no thread", () => {
  expect(threadOf({ history: [decision("approve", 1)], messages: [], overrides: [] })).toEqual([]);
});

const item = {
  rowNumber: 1,
  language: "en",
  batchName: "B",
  reviewState: "approved" as const,
  isPublished: false,
  hasMessages: false,
  words: "Rose",
};

test.each([
  ["one that is the last word on its item", {}, null],
  ["one that is published", { item: { ...item, isPublished: true } }, "published"],
  ["one that was decided on since", { isLatest: false }, "notLatest"],
  ["one whose output was removed", { item: null }, "removed"],
] as const)("whether a decision can be reopened is said: %s", (_, change, refusal) => {
  const recent = { ...decision("approve", 1), isLatest: true, item, ...change };
  expect(reopenRefusal(recent, EMPTY_OUTBOX)).toBe(refusal);
});

test("a decision that something waits to be sent for can't be reopened before it was", () => {
  const waiting = {
    requestId: "r",
    itemId: "b.0",
    token: 1,
    outputVersion: 1,
    decision: "undo" as const,
    madeAt: 0,
  };
  const recent = { ...decision("approve", 1), isLatest: true, item };
  expect(reopenRefusal(recent, { ...EMPTY_OUTBOX, entries: [waiting] })).toBe("waiting");
});
