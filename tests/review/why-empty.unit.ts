import { expect, test } from "vitest";
import { type EmptyQueue, whyEmpty } from "#lib/review/why-empty.ts";

const queue: EmptyQueue = {
  ...{ made: 100, pending: 20, ownPending: 5, inLot: 0 },
  ...{ isHeld: false, isElsewhere: false, isUnassigned: false },
};

test.each([
  ["nothing was made", { made: 0, pending: 0, ownPending: 0 }, "nothing-made"],
  ["all is decided", { pending: 0, ownPending: 0 }, "all-decided"],
  ["the rest waits in lots", { pending: 0, ownPending: 0, inLot: 40 }, "in-lots"],
  ["only own launches wait", { ownPending: 20 }, "own-launches"],
  ["others hold what was asked for", { isHeld: true, isElsewhere: true }, "held-by-others"],
  ["something waits in another part of the queue", { isElsewhere: true, isUnassigned: true }, "filtered-out"],
  ["something waits in languages of others", { isUnassigned: true }, "not-assigned"],
  ["what waits was edited by the asker", {}, "own-work"],
] as const)("a queue is empty because %s", (_, facts, reason) => {
  expect(whyEmpty({ ...queue, ...facts })).toBe(reason);
});
