import type { Rule } from "../rule.ts";
import { SECTIONS, type Sections } from "../section.ts";
import { expandSnippets, snippetNames } from "./expand-snippets.ts";
import type { UsedSnippet } from "./snippet.ts";

/** What of a template may ask for snippets. */
export interface SnippedTemplate {
  sections: Sections;
  rules: Rule[];
  snippets?: UsedSnippet[] | undefined;
  /** Of a chain: its prompts. */
  steps?: readonly { name: string; sections?: Sections }[] | undefined;
}

/** A template with the snippets put into its texts; the very same where it uses none. */
export function withSnippets<Template extends SnippedTemplate>(template: Template): Template {
  const { sections, rules, steps, snippets = [] } = template;
  if (snippets.length === 0) return template;
  const expanded = (text: string) => expandSnippets(text, snippets).text;
  const inAll = (texts: Sections) =>
    Object.fromEntries(SECTIONS.map((name) => [name, expanded(texts[name])])) as Sections;
  return {
    ...template,
    sections: inAll(sections),
    ...(steps && {
      steps: steps.map((step) => (step.sections ? { ...step, sections: inAll(step.sections) } : step)),
    }),
    rules: rules.map((rule) => (rule.text === undefined ? rule : { ...rule, text: expanded(rule.text) })),
    snippets: [],
  };
}

/** The names that a template's own texts ask for, each once. */
export function namesAskedFor({
  sections,
  rules,
  steps = [],
}: Pick<SnippedTemplate, "sections" | "rules" | "steps">): string[] {
  const prompts = [sections, ...steps.flatMap((step) => step.sections ?? [])];
  const texts = [
    ...prompts.flatMap((prompt) => SECTIONS.map((name) => prompt[name])),
    ...rules.map(({ text }) => text ?? ""),
  ];
  return [...new Set(texts.flatMap(snippetNames))];
}
