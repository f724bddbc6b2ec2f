import { expect, test } from "vitest";
import { firstReviewState } from "#lib/checks/first-review-state.ts";
import { formatVerdict } from "#lib/checks/format-verdict.ts";

test("where every output is to be read, one waits for a person whatever the checks say", () => {
  const clean = formatVerdict({ kind: "fits", isRepaired: false, coercions: [] });
  const bad = formatVerdict({ kind: "misfit", code: "output_blank", params: { field: "title" } });
  for (const verdicts of [[], [clean], [clean, bad]])
    expect(firstReviewState({ kind: "every" }, verdicts)).toBe("pending");
});
