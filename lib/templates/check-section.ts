import type { Template, Variable } from "liquidjs";
import { type EarlierSteps, readProblem } from "./earlier-steps.ts";
import { liquid, parseLiquid } from "./liquid.ts";
import { explainLiquidError } from "./liquid-error.ts";
import type { Section } from "./section.ts";
import { expandSnippets, placeInSource, type Snippets } from "./snippets/expand-snippets.ts";
import type { InputColumn } from "./template.ts";
import { inSection, type TemplateProblem, type TextProblem } from "./template-problem.ts";
import { offsetAt } from "./text-position.ts";

/** More of one section are no help to anybody. */
const MOST_PROBLEMS = 200;

/**
 * What is wrong in a section's text, in the order of the text, each at its character; inside a snippet, at its tag.
 * @param earlier what a step of a chain may read of those before it.
 */
export function checkSection(
  section: Section,
  text: string,
  inputs: InputColumn[],
  snippets: Snippets = [],
  earlier?: EarlierSteps,
): TemplateProblem[] {
  const expansion = expandSnippets(text, snippets);
  const problems =
    expansion.faults.length > 0 ? expansion.faults : checkText(expansion.text, inputs, earlier).map(placed);
  return problems
    .sort((a, b) => a.from - b.from)
    .slice(0, MOST_PROBLEMS)
    .map((problem) => inSection(section, text, problem));

  function placed(problem: TextProblem): TextProblem {
    return { ...problem, ...placeInSource(expansion, problem) };
  }
}

/** What is wrong in a text that stands by itself, as the query of a look-up does; it knows no snippets. */
export function problemsInText(text: string, inputs: InputColumn[], earlier?: EarlierSteps): TextProblem[] {
  return checkText(text, inputs, earlier);
}

function checkText(text: string, inputs: InputColumn[], earlier: EarlierSteps | undefined): TextProblem[] {
  let templates: Template[];
  try {
    templates = parseLiquid(text);
  } catch (error) {
    return [explainLiquidError(text, error)];
  }
  return usedVariables(templates).flatMap(
    (variable) => variableProblem(text, variable, inputs, earlier) ?? [],
  );
}

/** The names of row columns and of `language` that a text uses; none for one that cannot be read. */
export function namesUsed(text: string): Set<string> {
  try {
    return new Set(usedVariables(parseLiquid(text)).map((variable) => String(variable.segments[0])));
  } catch {
    return new Set();
  }
}

/** The fields, and fields inside them, that a text reads of one step of a chain; none for one that cannot be read. */
export function stepFieldsUsed(text: string, step: string): string[][] {
  try {
    return usedVariables(parseLiquid(text)).flatMap(({ segments: [root, name, ...path] }) =>
      root === "steps" && name === step && path.every((part) => typeof part === "string")
        ? [path as string[]]
        : [],
    );
  } catch {
    return [];
  }
}

function usedVariables(templates: Template[]): Variable[] {
  return Object.values(liquid.analyzeSync(templates, { partials: false }).globals).flat();
}

function variableProblem(
  text: string,
  variable: Variable,
  inputs: InputColumn[],
  earlier: EarlierSteps | undefined,
): TextProblem | null {
  const [root, ...path] = variable.segments.map(String);
  if (root === "steps" && earlier) {
    const [step, field] = path;
    const problem = readProblem(earlier, step ?? "", field);
    return problem && { severity: "error", ...problem, ...placeOf(text, variable, root) };
  }
  const input = inputs.find(({ name }) => name === root);
  const place = () => placeOf(text, variable, root ?? "");
  if (!input && root !== "language")
    return {
      severity: "error",
      code: "template_variable_unknown",
      params: { variable: root ?? "" },
      ...place(),
    };
  const [property] = path;
  if (property === undefined || known(input, property)) return null;
  const params = { variable: root ?? "", property };
  return { severity: "error", code: "template_property_unknown", params, ...place() };
}

function known(input: InputColumn | undefined, property: string): boolean {
  if (!input) return property === "name" || property === "code";
  if (property === "size") return input.type !== "number";
  return input.type === "list" && (property === "first" || property === "last" || !isWord(property));
}

function isWord(property: string): boolean {
  return !/^-?\d+$/.test(property);
}

function placeOf(text: string, { location }: Variable, root: string): { from: number; to: number } {
  const from = offsetAt(text, location.row, location.col);
  return { from, to: Math.min(from + Math.max(root.length, 1), text.length) };
}
