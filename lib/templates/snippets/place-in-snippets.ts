import type { Section } from "../section.ts";
import { inSection, type TemplateProblem } from "../template-problem.ts";
import { expandSnippets, placeInSource } from "./expand-snippets.ts";
import type { SnippedTemplate } from "./with-snippets.ts";

/** A problem found in a section with its snippets, at its place in what the author wrote: inside a snippet, at its tag. */
export function placeInSnippets(
  { sections, snippets = [] }: Pick<SnippedTemplate, "sections" | "snippets">,
  section: Section,
  problem: TemplateProblem,
): TemplateProblem {
  const { place, severity, code, params } = problem;
  if (place?.kind !== "text" || snippets.length === 0) return problem;
  const own = sections[section];
  const at = placeInSource(expandSnippets(own, snippets), place);
  return inSection(section, own, { severity, code, params, ...at });
}
