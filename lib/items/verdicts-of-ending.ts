import type { Check } from "#lib/checks/check.ts";
import { formatVerdict } from "#lib/checks/format-verdict.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { ItemEnding } from "./advance.ts";
import type { ItemSource } from "./progress.ts";

/**
 * What the checks say of how an item ended: whether its output fits its fields, and what the template's own checks find
 * in it, the models last that were asked about it. Nothing of an item that made no output.
 */
export function verdictsOf(
  ending: ItemEnding,
  { values, language }: ItemSource,
  checks: readonly Check[],
): Verdict[] {
  switch (ending.state) {
    case "skipped":
      return [];
    case "failed":
      return ending.misfits ? [formatVerdict({ kind: "misfit", ...ending.failure })] : [];
    case "succeeded": {
      const { output, fits, coercions, judged } = ending;
      const format = formatVerdict({ kind: "fits", isRepaired: fits === "repaired", coercions });
      const found = checks.length === 0 ? [format] : [format, ...runChecks(checks, values, output, language)];
      return judged.reduce<Verdict[]>(
        (verdicts, { check, judgement }) =>
          check.settle(verdicts, judgement, { source: values, language, output }),
        found,
      );
    }
  }
}
