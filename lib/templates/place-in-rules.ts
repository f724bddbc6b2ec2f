import { compileSection, type RuledTemplate } from "./compile-rules.ts";
import type { Section } from "./section.ts";
import { atField, inSection, type TemplateProblem } from "./template-problem.ts";

/**
 * A problem found in a section that was compiled with its rules, at its place in what the author wrote: in the section's
 * own text, or at the rule whose text it is in. One that is in neither is about the section as a whole.
 */
export function placeInRules(
  template: RuledTemplate,
  section: Section,
  problem: TemplateProblem,
): TemplateProblem {
  const { place, severity, code, params } = problem;
  if (place?.kind !== "text") return problem;
  const own = template.sections[section];
  const { parts } = compileSection(section, template);
  const part = parts.find(({ from, to }) => place.from >= from && place.to <= to);
  if (part && part.rule !== null) return atField(`rules.${part.rule}.text`, code, params, severity);
  const { from, to } = part
    ? { from: place.from - part.from, to: place.to - part.from }
    : { from: 0, to: own.length };
  return inSection(section, own, { severity, code, params, from, to });
}
