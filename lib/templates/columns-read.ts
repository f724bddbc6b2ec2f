import { inLanguage } from "./in-language.ts";
import { namesRead } from "./names-read.ts";
import { withSnippets } from "./snippets/with-snippets.ts";
import type { TemplateBody } from "./template.ts";

/** The columns of a row that decide what a template makes of it, by the language it writes. */
export type ColumnsRead = Record<string, string[]>;

/**
 * The columns that a template reads for each of these languages, in the order of its inputs: what its texts, snippets,
 * rules and the language's override use, what leaves a row out where it is missing, what glossaries are looked for in, and
 * what approved translations are of.
 */
export function columnsRead(template: TemplateBody, languages: readonly string[]): ColumnsRead {
  const translated = new Set(template.memory?.pairs.map(({ column }) => column));
  return Object.fromEntries(
    languages.map((language) => {
      const named = namesRead(withSnippets(inLanguage(template, language)));
      const columns = template.inputs.filter(
        ({ name, required, onMissing }) =>
          template.glossaryIds.length > 0 ||
          named.has(name) ||
          translated.has(name) ||
          (required && onMissing === "skip"),
      );
      return [language, columns.map(({ name }) => name)];
    }),
  );
}
