import { parseLiquid } from "../liquid.ts";
import { explainLiquidError } from "../liquid-error.ts";
import type { TextProblem } from "../template-problem.ts";
import { expandSnippets, placeInSource, type Snippets } from "./expand-snippets.ts";

/**
 * What is wrong with a snippet's text, at its place (UTF-16 offsets): it is no Liquid by itself, or names a snippet that
 * there is none of, or itself. Which inputs it reads is its templates' business. `null` where nothing is.
 * @param others the snippets that it may name.
 */
export function checkSnippet(
  { name, text }: { name: string; text: string },
  others: Snippets,
): TextProblem | null {
  const known = [{ name, text }, ...others.filter((other) => other.name !== name)];
  const own = expandSnippets(text, known);
  // Its own faults come first; one that comes back to itself has none but as its template sees it.
  const [fault] = [...own.faults, ...expandSnippets(`{% render "${name}" %}`, known).faults];
  if (fault?.code === "template_snippet_broken" && fault.params.name === name) return unreadable(own);
  if (!fault) return unreadable(own);
  return own.faults.includes(fault) ? fault : { ...fault, from: 0, to: text.length };
}

function unreadable(expansion: ReturnType<typeof expandSnippets>): TextProblem | null {
  try {
    parseLiquid(expansion.text);
    return null;
  } catch (error) {
    const problem = explainLiquidError(expansion.text, error);
    return { ...problem, ...placeInSource(expansion, problem) };
  }
}
