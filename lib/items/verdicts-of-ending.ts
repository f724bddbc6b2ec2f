import type { Check } from "#lib/checks/check.ts";
import { formatVerdict } from "#lib/checks/format-verdict.ts";
import { pictureVerdicts } from "#lib/checks/picture-verdicts.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { ItemEnding } from "./advance.ts";
import { picturesOf } from "./pictures-of.ts";
import type { Progress } from "./progress.ts";

/**
 * What the checks say of how an item ended: whether its output fits its fields, whether its pictures are as they were asked
 * for, and what the template's own checks find in it, the models last that were asked about it. Nothing of an item that
 * made no output.
 */
export function verdictsOf(
  ending: ItemEnding,
  { source: { values, language }, ended }: Pick<Progress, "source" | "ended">,
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
      const ofPictures = picturesOf(ended, output).flatMap(pictureVerdicts);
      const own = checks.length === 0 ? [] : runChecks(checks, values, output, language);
      return judged.reduce<Verdict[]>(
        (verdicts, { check, judgement }) =>
          check.settle(verdicts, judgement, { source: values, language, output }),
        [format, ...ofPictures, ...own],
      );
    }
  }
}
