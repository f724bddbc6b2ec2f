import { namesUsed } from "./check-section.ts";
import { clausesOf } from "./condition.ts";
import type { Rule } from "./rule.ts";
import { SECTIONS } from "./section.ts";
import { isGenerating } from "./steps.ts";
import type { TemplateBody, TemplateStep } from "./template.ts";

/**
 * The names of inputs, and `language`, that sections, rules and steps use; a template's snippets are to be in its texts.
 */
export function namesRead({
  sections,
  rules,
  steps,
}: Pick<TemplateBody, "sections" | "rules" | "steps">): Set<string> {
  const prompts = [sections, ...steps.filter(isGenerating).map((step) => step.sections)];
  const inSections = prompts.flatMap((texts) =>
    SECTIONS.flatMap((section) => [...namesUsed(texts[section])]),
  );
  const inConditions = steps.flatMap(({ when }) => (when ? namesInCondition(when) : []));
  return new Set([
    ...inSections,
    ...inConditions,
    ...steps.flatMap(namesForWork),
    ...rules.flatMap(namesInRule),
  ]);
}

function namesForWork(step: TemplateStep): string[] {
  switch (step.kind) {
    case "generate":
      return [];
    case "examples":
      return step.pick === "nearest" ? [...namesUsed(step.query)] : [];
    case "retrieve":
      return [...namesUsed(step.query)];
    case "look-up":
      return [...namesUsed(step.query), ...namesUsed(step.except ?? "")];
    case "http":
      return Object.values(step.inputs);
    case "picture":
      return [step.source];
    case "edit-picture":
      return [step.source, ...namesUsed(step.prompt), ...namesUsed(step.avoid ?? "")];
  }
}

function namesInRule({ when, do: act, text = "" }: Rule): string[] {
  const asked = namesInCondition(when);
  return act === "drop" ? asked : [...asked, ...namesUsed(text)];
}

function namesInCondition(when: Rule["when"]): string[] {
  return clausesOf(when).clauses.map(({ input }) => input);
}
