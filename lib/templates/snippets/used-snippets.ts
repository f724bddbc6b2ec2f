import { snippetNames } from "./expand-snippets.ts";
import type { UsedSnippet } from "./snippet.ts";
import { namesAskedFor, type SnippedTemplate } from "./with-snippets.ts";

/**
 * The snippets that a template uses by what is known of them here, as the server will resolve them: in the version it
 * has, else in the newest.
 * @param library the newest of every snippet in use.
 */
export function usedSnippets(template: SnippedTemplate, library: readonly UsedSnippet[]): UsedSnippet[] {
  const found = new Map<string, UsedSnippet | null>();
  const known = [...(template.snippets ?? []), ...library];
  for (let names = namesAskedFor(template); names.length > 0; ) {
    for (const name of names) found.set(name, known.find((snippet) => snippet.name === name) ?? null);
    names = [...new Set(names.flatMap((name) => snippetNames(found.get(name)?.text ?? "")))].filter(
      (name) => !found.has(name),
    );
  }
  return [...found.values()].filter((snippet) => snippet !== null);
}
