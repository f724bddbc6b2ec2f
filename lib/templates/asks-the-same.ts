import { inOneOrder } from "#lib/in-one-order.ts";
import { columnsRead } from "./columns-read.ts";
import { inLanguage } from "./in-language.ts";
import { withSnippets } from "./snippets/with-snippets.ts";
import type { TemplateBody } from "./template.ts";

/**
 * Whether two versions of a template ask a model for the same in a language: their texts, snippets, rules, steps, the
 * inputs that these use and the fields of the output. What else a version says (checks, languages, samples) changes no output, and
 * its glossaries are compared term by term.
 */
export function asksTheSame(one: TemplateBody, other: TemplateBody, language: string): boolean {
  return askedText(one, language) === askedText(other, language);
}

function askedText(template: TemplateBody, language: string): string {
  const { sections, rules, inputs, outputs, steps, result } = withSnippets(inLanguage(template, language));
  const read = new Set(columnsRead(template, [language])[language]);
  const used = inputs
    .filter(({ name }) => read.has(name))
    .map(({ sample: _, ...input }) => input)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return inOneOrder({ sections, rules, inputs: used, outputs, steps, result });
}
