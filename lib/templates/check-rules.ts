import { checkSection } from "./check-section.ts";
import { compileSection, type RuledTemplate } from "./compile-rules.ts";
import { type Clause, type Condition, clausesOf, needsValue, wantedOf } from "./condition.ts";
import { type EarlierSteps, readProblem } from "./earlier-steps.ts";
import { LONGEST_LIQUID } from "./liquid.ts";
import type { Rule } from "./rule.ts";
import { SECTIONS } from "./section.ts";
import { type SnippedTemplate, withSnippets } from "./snippets/with-snippets.ts";
import { sourceOf } from "./steps.ts";
import type { InputColumn } from "./template.ts";
import { exactOf } from "./template-number.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/**
 * What is wrong with a template's rules, each at its field: `rules.0.when.all.1.value`.
 * @param earlierFor what the text of a rule may read of earlier steps, where it is a step's.
 */
export function checkRules(
  template: RuledTemplate & Pick<SnippedTemplate, "snippets">,
  earlierFor: (rule: Rule) => EarlierSteps | undefined = () => undefined,
): TemplateProblem[] {
  const { rules, inputs, snippets } = template;
  const problems = rules.flatMap((rule, index) => {
    const path = `rules.${index}`;
    return [
      ...checkCondition(rule.when, `${path}.when`, inputs),
      ...checkText(rule, `${path}.text`, { inputs, snippets }, earlierFor(rule)),
    ];
  });
  return problems.length > 0 ? problems : tooLong(withSnippets(template));
}

/** What is wrong with a condition, each at its clause. @param earlier what a step of a chain may ask for besides. */
export function checkCondition(
  when: Condition,
  path: string,
  inputs: InputColumn[],
  earlier?: EarlierSteps,
): TemplateProblem[] {
  const { key, clauses } = clausesOf(when);
  if (clauses.length === 0) return [atField(path, "template_rule_without_condition")];
  return clauses.flatMap((clause, at) => checkClause(clause, `${path}.${key}.${at}`, inputs, earlier));
}

// Texts that are right one by one can still be more than the engine takes together.
function tooLong(template: RuledTemplate): TemplateProblem[] {
  return SECTIONS.flatMap((section) => {
    const last = template.rules.findLastIndex((rule) => rule.section === section);
    const isTooLong = last >= 0 && compileSection(section, template).text.length > LONGEST_LIQUID;
    return isTooLong ? [atField(`rules.${last}.text`, "template_too_heavy")] : [];
  });
}

function checkClause(
  clause: Clause,
  path: string,
  inputs: InputColumn[],
  earlier: EarlierSteps | undefined,
): TemplateProblem[] {
  const { input, is } = clause;
  const read = earlier && input.startsWith("steps.") ? sourceOf(input.slice("steps.".length)) : null;
  const unread = earlier && read && readProblem(earlier, read.step, read.field);
  if (unread) return [atField(`${path}.input`, unread.code, unread.params)];
  const isKnown = read !== null || input === "language" || inputs.some(({ name }) => name === input);
  if (input === "") return [atField(`${path}.input`, "template_rule_input_missing")];
  if (!isKnown) return [atField(`${path}.input`, "template_variable_unknown", { variable: input })];
  if (!needsValue(is)) return [];
  const wanted = wantedOf(clause);
  if (wanted.length === 0) return [atField(`${path}.value`, "template_rule_value_missing", { name: input })];
  const noNumber =
    is === "less" || is === "more" ? wanted.find((value) => exactOf(value) === null) : undefined;
  return noNumber === undefined
    ? []
    : [atField(`${path}.value`, "template_number_expected", { value: noNumber })];
}

function checkText(
  rule: Rule,
  path: string,
  { inputs, snippets }: Pick<RuledTemplate, "inputs"> & Pick<SnippedTemplate, "snippets">,
  earlier: EarlierSteps | undefined,
): TemplateProblem[] {
  if (rule.do === "drop") return [];
  const text = rule.text ?? "";
  if (text.trim() === "") return [atField(path, "template_rule_text_missing")];
  return checkSection(rule.section, text, inputs, snippets, earlier).map(({ code, params, severity }) =>
    atField(path, code, params, severity),
  );
}
