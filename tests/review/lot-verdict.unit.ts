import { expect, test } from "vitest";
import { isDefect, lotVerdict } from "#lib/review/lots/lot-verdict.ts";

const plan = { sample: 200, reject: 6, criticalSample: 0 };
const none = { looked: 0, criticals: 0 };

test.each([
  [199, 5, null],
  [200, 5, "accepted"],
  [200, 6, "rejected"],
  [6, 6, "rejected"],
  [0, 0, null],
])("with %i of 200 read and %i of them bad the verdict is %s", (decided, defects, verdict) => {
  expect(lotVerdict(plan, { ...none, decided, defects })).toBe(verdict);
});

test.each([
  [200, 200, 0, null],
  [200, 300, 0, "accepted"],
  [199, 300, 0, null],
  [10, 10, 1, "rejected"],
  [200, 300, 1, "rejected"],
])(
  "with %i of the sample and %i of 300 read, %i of them critical, the verdict is %s",
  (decided, looked, criticals, verdict) => {
    expect(lotVerdict({ ...plan, criticalSample: 300 }, { decided, defects: 0, looked, criticals })).toBe(
      verdict,
    );
  },
);

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
