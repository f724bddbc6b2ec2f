import { expect, test } from "vitest";
import { isDefect, lotVerdict } from "#lib/review/lots/lot-verdict.ts";

const plan = { sample: 200, reject: 6 };

test.each([
  [199, 5, null],
  [200, 5, "accepted"],
  [200, 6, "rejected"],
  [6, 6, "rejected"],
  [0, 0, null],
])("with %i of 200 read and %i of them bad the verdict is %s", (decided, defects, verdict) => {
  expect(lotVerdict(plan, { decided, defects })).toBe(verdict);
});

test.each([
  ["rejected", null, true],
  ["approved", null, false],
  ["approved", "mei", true],
  ["pending", "mei", true],
  ["pending", null, null],
  ["escalated", null, null],
])("an output that is %s, edited by %s, is a defect: %s", (reviewState, lastEditedBy, defect) => {
  expect(isDefect({ reviewState, lastEditedBy })).toBe(defect);
});
