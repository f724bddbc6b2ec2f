import { describe, expect, test } from "vitest";
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

test("what a check blocks is not approved, but may be rejected, edited and escalated", () => {
  const blocked = { ...item, openBlocks: ["claims"] };
  expect(judge(blocked, approve, "mei")).toEqual({ status: "conflict", code: "blocked_by_check" });
  for (const kind of ["reject", "escalate"] as const)
    expect(judge(blocked, { ...approve, kind }, "mei")).toMatchObject({ status: "accepted" });
  expect(judge(blocked, { ...approve, kind: "edit", output: { title: "Iris" } }, "mei").status).toBe(
    "accepted",
  );
});

test("an output is not made anew beyond its tries; by another route it is still rejected", () => {
  const reject = { ...approve, kind: "reject" as const, triesLeft: 0 };
  expect(judge(item, { ...reject, route: "regenerate" }, "mei")).toEqual({
    status: "conflict",
    code: "regenerations_used_up",
  });
  expect(judge(item, { ...reject, route: "drop" }, "mei")).toMatchObject({ change: { route: "drop" } });
  expect(judge(item, { ...reject, route: "regenerate", triesLeft: 1 }, "mei").status).toBe("accepted");
});

test.each([
  ["waits and nobody reads it", { claimedBy: null }, "accepted"],
  ["is one's own to read", {}, "accepted"],
  ["was held by somebody whose lease is over", { claimedBy: "lin", isLeaseOver: true }, "accepted"],
  ["somebody else reads", { claimedBy: "lin" }, "claimed_by_other"],
  ["was escalated", { reviewState: "escalated", claimedBy: null }, "accepted"],
  ["was approved", { reviewState: "approved", claimedBy: null }, "already_decided"],
  ["was rejected and waits for its source", { reviewState: "rejected", route: "fix-source" }, "accepted"],
  ["was dropped", { reviewState: "rejected", route: "drop" }, "already_decided"],
  [
    "is being made anew",
    { reviewState: "rejected", route: "regenerate", isRegenerating: true },
    "being_regenerated",
  ],
  ["one launched", { launchedBy: "mei", claimedBy: null }, "four_eyes"],
  ["has changed since", { outputVersion: 2, claimedBy: null }, "output_changed"],
] as const)("from a list an item is rejected without a claim: one that %s", (_which, change, expected) => {
  const fromList: Decision = { kind: "reject", token: null, outputVersion: 1, route: "drop" };
  const verdict = judge({ ...item, ...change }, fromList, "mei");
  expect("code" in verdict ? verdict.code : verdict.status).toBe(expected);
});

test("a rejection that has come back as another text is not taken back any more", () => {
  const undo = { kind: "undo" as const, token: 3, outputVersion: 1 };
  const last = {
    memberId: "mei",
    kind: "reject" as const,
    outputVersion: 1,
    outputBefore: null,
    isRecent: true,
  };
  const standing = { reviewState: "pending" as const, decidedBy: null, reviewers: [] };
  const facts = { last, editorBefore: null, authorsBefore: [], standing, isPublished: false };
  const rejected: ReviewedItem = { ...item, reviewState: "rejected", decidedBy: "mei", route: "regenerate" };
  expect(judge(rejected, undo, "mei", facts)).toMatchObject({
    status: "accepted",
    change: { reviewState: "pending", route: null },
  });
  const back: ReviewedItem = { ...item, outputVersion: 2, claimedBy: null };
  expect(judge(back, undo, "mei", facts)).toEqual({ status: "conflict", code: "nothing_to_undo" });
});

describe("a rejection from a list that is taken back", () => {
  const rejected: ReviewedItem = {
    ...item,
    ...{ reviewState: "rejected", claimedBy: null, decidedBy: "mei", route: "regenerate" },
  };
  const takeBack: Decision = { kind: "undo", token: null, outputVersion: 0, takesBack: "r1" };
  const past = {
    last: {
      ...{ memberId: "mei", kind: "reject" as const, outputVersion: 1, isRecent: true, wasMadeAnew: false },
      outputBefore: { title: "Rose" },
    },
    ...{ editorBefore: null, authorsBefore: [], isPublished: false },
    standing: { reviewState: "pending" as const, decidedBy: null, reviewers: [] },
  };

  test("leaves the item as it was, and with nobody", () => {
    const { change } = judge(rejected, takeBack, "mei", past) as { change: Partial<ReviewedItem> };
    expect(change).toMatchObject({ reviewState: "pending", route: null, claimedBy: null });
    expect(change).not.toHaveProperty("output");
    expect(change).not.toHaveProperty("claimToken");
  });

  test("brings the former text back where a model has made another that nobody decided on", () => {
    const anew: ReviewedItem = { ...rejected, reviewState: "pending", decidedBy: null, outputVersion: 2 };
    const made = { ...past, last: { ...past.last, wasMadeAnew: true } };
    expect(judge(anew, takeBack, "mei", made)).toMatchObject({
      change: { reviewState: "pending", output: { title: "Rose" }, outputVersion: 3 },
    });
    // By the key of the review screen nobody throws away what was paid for.
    expect(judge(anew, { kind: "undo", token: 3, outputVersion: 2 }, "mei", made)).toEqual({
      ...{ status: "conflict", code: "nothing_to_undo" },
    });
  });

  test.each([
    ["somebody reads the new text", { claimedBy: "lin" }, true, "claimed_by_other"],
    ["the text has changed otherwise", {}, false, "already_decided"],
  ])("stays where %s", (_, change, wasMadeAnew, code) => {
    const anew: ReviewedItem = { ...rejected, reviewState: "pending", outputVersion: 2, ...change };
    const made = { ...past, last: { ...past.last, wasMadeAnew } };
    expect(judge(anew, takeBack, "mei", made)).toEqual({ status: "conflict", code });
  });
});
