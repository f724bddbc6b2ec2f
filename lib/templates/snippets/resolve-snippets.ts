import type { Db } from "#db/client.ts";
import { findSnippetsByName } from "#db/queries/snippets.ts";
import { snippetNames } from "./expand-snippets.ts";
import type { UsedSnippet } from "./snippet.ts";
import { namesAskedFor, type SnippedTemplate } from "./with-snippets.ts";

/**
 * The snippets that a template uses, and those that they use, with their texts: in the version that the template asks
 * for, else in the one it has, else in the newest. Names that there is no snippet of are left out, and told as a problem.
 * @param kept those that it has.
 */
export async function resolveSnippets(
  tx: Db,
  template: SnippedTemplate,
  kept: readonly UsedSnippet[] = [],
): Promise<UsedSnippet[]> {
  const wished = [...(template.snippets ?? []), ...kept];
  const found = new Map<string, UsedSnippet | null>();
  for (let names = namesAskedFor(template); names.length > 0; ) {
    const fresh = await findSnippetsByName(tx, names, wished);
    for (const name of names) found.set(name, fresh.find((snippet) => snippet.name === name) ?? null);
    names = [...new Set(fresh.flatMap(({ text }) => snippetNames(text)))].filter((name) => !found.has(name));
  }
  return [...found.values()].filter((snippet) => snippet !== null);
}
