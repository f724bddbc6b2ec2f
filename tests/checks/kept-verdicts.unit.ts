import { expect, test } from "vitest";
import { formatVerdict } from "#lib/checks/format-verdict.ts";
import { keptVerdicts, wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import type { Verdict } from "#lib/checks/verdict.ts";

const fits = formatVerdict({ kind: "fits", isRepaired: false, coercions: [] });
const finding = (verdict: "warn" | "block"): Verdict => ({
  kind: "links",
  verdict,
  field: "text",
  spans: [{ from: 0, to: 1 }],
  message: { code: "link_found", params: {} },
  version: "1",
});

test("that an output fits is not kept, and is told all the same", () => {
  expect(keptVerdicts([fits])).toEqual([]);
  expect(wholeVerdicts([])).toEqual([fits]);
});

test("of an output that is nothing but findings a bounded number is kept, the gravest first", () => {
  const many = [...Array(5_000).fill(finding("warn")), finding("block")] as Verdict[];
  const kept = keptVerdicts([fits, ...many]);
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(kept[0]?.verdict).toBe("block");
});
