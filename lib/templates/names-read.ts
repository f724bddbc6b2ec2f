import { namesUsed } from "./check-section.ts";
import { clausesOf } from "./condition.ts";
import type { Rule } from "./rule.ts";
import { SECTIONS } from "./section.ts";
import type { TemplateBody } from "./template.ts";

/** The names of inputs, and `language`, that sections and rules use; a template's snippets are to be in its texts. */
export function namesRead({ sections, rules }: Pick<TemplateBody, "sections" | "rules">): Set<string> {
  const inSections = SECTIONS.flatMap((section) => [...namesUsed(sections[section])]);
  return new Set([...inSections, ...rules.flatMap(namesInRule)]);
}

function namesInRule({ when, do: act, text = "" }: Rule): string[] {
  const asked = clausesOf(when).clauses.map(({ input }) => input);
  return act === "drop" ? asked : [...asked, ...namesUsed(text)];
}
