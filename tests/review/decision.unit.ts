import { expect, test } from "vitest";
import { type Decision, judge, type ReviewedItem, sameOutput } from "#lib/review/decision.ts";
import { REJECT_REASONS, rejectReason } from "#lib/review/reject-reason.ts";

const item: ReviewedItem = {
  reviewState: "pending",
  output: { title: "Rose" },
  outputVersion: 1,
  claimedBy: "mei",
  claimToken: 3,
  isLeaseOver: false,
  lastEditedBy: null,
  decidedBy: null,
  launchedBy: "ana",
};
const approve: Decision = { kind: "approve", token: 3, outputVersion: 1 };

test("the holder's decision on the version they saw stands", () => {
  expect(judge(item, approve, "mei")).toMatchObject({
    status: "accepted",
    change: { reviewState: "approved", decidedBy: "mei" },
  });
});

test.each([
  ["the launcher", { launchedBy: "mei" }, "forbidden", "four_eyes"],
  ["the last editor", { lastEditedBy: "mei" }, "forbidden", "four_eyes"],
  ["one whose claim went to another", { claimedBy: "lin", claimToken: 4 }, "stale", "claim_lost"],
  ["one who gave it back", { claimedBy: null }, "stale", "claim_lost"],
  ["one who saw an older text", { outputVersion: 2 }, "stale", "output_changed"],
  [
    "one who comes after another's decision",
    { reviewState: "approved", decidedBy: "lin" },
    "conflict",
    "already_decided",
  ],
] as const)("%s decides nothing", (_who, change, status, code) => {
  expect(judge({ ...item, ...change }, approve, "mei")).toEqual({ status, code });
});

test("a token from the future is nobody's", () => {
  expect(judge(item, { ...approve, token: 4 }, "mei")).toMatchObject({ status: "stale" });
});

test("the clock alone takes nothing from the holder", () => {
  expect(judge({ ...item, isLeaseOver: true }, approve, "mei")).toMatchObject({ status: "accepted" });
});

test("an edit raises the version and leaves the item to someone else", () => {
  expect(judge(item, { ...approve, kind: "edit", output: { title: "Iris" } }, "mei")).toMatchObject({
    change: { reviewState: "pending", outputVersion: 2, lastEditedBy: "mei", claimedBy: null },
  });
});

test("outputs are the same whatever the order of their keys, and not when a list differs", () => {
  expect(sameOutput({ a: 1, b: { c: [1, 2] } }, { b: { c: [1, 2] }, a: 1 })).toBe(true);
  expect(sameOutput({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(sameOutput({ a: 1 }, { a: 1, b: null })).toBe(false);
  expect(sameOutput({ a: [] }, { a: {} })).toBe(false);
});

test("every reason has its own key and code, and is found by either", () => {
  expect(new Set(REJECT_REASONS.map(({ key }) => key)).size).toBe(10);
  expect(rejectReason("1")).toBe(rejectReason("wrong_fact"));
  expect(rejectReason("")).toBe(null);
});
