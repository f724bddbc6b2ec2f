import type { CheckSpec } from "./check-spec.ts";
import { safePattern } from "./safe-pattern.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/**
 * Patterns of checks that cannot be read. Apart from what else is wrong with a template, because what reads patterns is too
 * large to be sent to a browser.
 */
export function patternProblems(checks: readonly CheckSpec[]): TemplateProblem[] {
  return checks.flatMap((spec, index) =>
    spec.kind === "format" && spec.pattern !== undefined && !safePattern(spec.pattern)
      ? [atField(`checks.${index}.pattern`, "pattern_broken", { pattern: spec.pattern })]
      : [],
  );
}
