import { checkSection } from "./check-section.ts";
import { compileSection, type RuledTemplate } from "./compile-rules.ts";
import { type Clause, clausesOf, needsValue, wantedOf } from "./condition.ts";
import { LONGEST_LIQUID } from "./liquid.ts";
import type { Rule } from "./rule.ts";
import { SECTIONS } from "./section.ts";
import { type SnippedTemplate, withSnippets } from "./snippets/with-snippets.ts";
import type { InputColumn } from "./template.ts";
import { exactOf } from "./template-number.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** What is wrong with a template's rules, each at its field: `rules.0.when.all.1.value`. */
export function checkRules(template: RuledTemplate & Pick<SnippedTemplate, "snippets">): TemplateProblem[] {
  const { rules, inputs, snippets } = template;
  const problems = rules.flatMap((rule, index) => {
    const path = `rules.${index}`;
    const { key, clauses } = clausesOf(rule.when);
    const inWhen = clauses.flatMap((clause, at) => checkClause(clause, `${path}.when.${key}.${at}`, inputs));
    if (clauses.length === 0) inWhen.push(atField(`${path}.when`, "template_rule_without_condition"));
    return [...inWhen, ...checkText(rule, `${path}.text`, inputs, snippets)];
  });
  return problems.length > 0 ? problems : tooLong(withSnippets(template));
}

// Texts that are right one by one can still be more than the engine takes together.
function tooLong(template: RuledTemplate): TemplateProblem[] {
  return SECTIONS.flatMap((section) => {
    const last = template.rules.findLastIndex((rule) => rule.section === section);
    const isTooLong = last >= 0 && compileSection(section, template).text.length > LONGEST_LIQUID;
    return isTooLong ? [atField(`rules.${last}.text`, "template_too_heavy")] : [];
  });
}

function checkClause(clause: Clause, path: string, inputs: InputColumn[]): TemplateProblem[] {
  const { input, is } = clause;
  const isKnown = input === "language" || inputs.some(({ name }) => name === input);
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
  inputs: InputColumn[],
  snippets: SnippedTemplate["snippets"],
): TemplateProblem[] {
  if (rule.do === "drop") return [];
  const text = rule.text ?? "";
  if (text.trim() === "") return [atField(path, "template_rule_text_missing")];
  return checkSection(rule.section, text, inputs, snippets).map(({ code, params, severity }) =>
    atField(path, code, params, severity),
  );
}
