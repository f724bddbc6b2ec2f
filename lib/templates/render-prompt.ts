import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { type InputValue, isMissing, readInput } from "./input-value.ts";
import { promptLanguage } from "./language.ts";
import { liquid, parseLiquid } from "./liquid.ts";
import { explainLiquidError, undefinedVariable } from "./liquid-error.ts";
import { type RenderedSection, toMessages } from "./messages.ts";
import { type InputColumn, SECTIONS, type Section, type TemplateBody } from "./template.ts";
import { inSection, type TemplateProblem, type TextProblem } from "./template-problem.ts";

const MAX_PROMPT_CHARS = 400_000;

export type RenderedPrompt = { kind: "prompt"; messages: ChatMessage[] } | UnrenderedPrompt;

/** Why nothing can be sent for a row. */
export type UnrenderedPrompt =
  /** The row lacks a value for an input whose author chose to leave such items out. */
  | { kind: "skipped"; input: string }
  /** The row lacks a value for an input without which nothing may be launched. */
  | { kind: "blocked"; input: string }
  /** The text itself does not work; `message` is for the log, `problem` for people. */
  | { kind: "broken"; section: Section; message: string; problem: TemplateProblem };

type Values = Record<string, InputValue | null | Readonly<Record<string, unknown>>>;

/**
 * The messages that go out for one row in one language.
 * @param row text by input name; columns that the template does not declare are not seen by it.
 * @param language BCP 47 tag; templates read it as `language.code` and `language.name`.
 * @param steps what earlier steps of a chain gave, by their name: templates read `steps.<name>.<field>`.
 */
export function renderPrompt(
  { sections, inputs }: Pick<TemplateBody, "sections" | "inputs">,
  row: Readonly<Record<string, string>>,
  language: string,
  steps?: Readonly<Record<string, Record<string, unknown> | null>>,
): RenderedPrompt {
  const values: Values = { language: promptLanguage(language), ...(steps && { steps }) };
  for (const input of inputs) {
    const value = valueFor(input, row);
    if (value !== undefined) values[input.name] = value;
    else if (input.required) return missing(input);
  }
  const rendered: RenderedSection[] = [];
  let length = 0;
  for (const section of SECTIONS) {
    const source = sections[section];
    if (source === "") continue;
    const text = renderSection(section, source, values, inputs);
    if (typeof text !== "string") return text;
    length += text.length;
    if (length > MAX_PROMPT_CHARS) return broken(section, source, { code: "template_too_heavy" });
    if (text.trim() !== "") rendered.push({ section, text: text.trim() });
  }
  if (!rendered.some(({ section }) => section !== "role"))
    return broken("instruction", sections.instruction, { code: "template_prompt_empty" });
  return { kind: "prompt", messages: toMessages(rendered) };
}

// `null` is the blank an author chose as a default; undefined is a value that is missing.
function valueFor(input: InputColumn, row: Readonly<Record<string, string>>): InputValue | null | undefined {
  const value = Object.hasOwn(row, input.name) ? row[input.name] : undefined;
  if (value !== undefined && !isMissing(value)) return readInput(input, value);
  if (input.onMissing !== "default" || input.default === undefined) return undefined;
  return isMissing(input.default) ? null : readInput(input, input.default);
}

function missing(input: InputColumn): UnrenderedPrompt {
  return { kind: input.onMissing === "skip" ? "skipped" : "blocked", input: input.name };
}

// A name without a value is not defined at all: conditions find it false, any other use stops here.
function renderSection(
  section: Section,
  source: string,
  values: Values,
  inputs: InputColumn[],
): string | UnrenderedPrompt {
  try {
    return String(liquid.renderSync(parseLiquid(source), values));
  } catch (error) {
    const name = undefinedVariable(error)?.split(".")[0];
    const input = inputs.find((candidate) => candidate.name === name);
    if (input && !Object.hasOwn(values, input.name)) return missing(input);
    // A string past the engine's longest is a RangeError without a place.
    if (error instanceof RangeError) return broken(section, source, { code: "template_too_heavy" });
    return broken(section, source, explainLiquidError(source, error));
  }
}

function broken(
  section: Section,
  source: string,
  found: Pick<TextProblem, "code"> & Partial<TextProblem>,
): UnrenderedPrompt {
  const problem = inSection(section, source, {
    severity: "error",
    params: {},
    from: 0,
    to: source.length,
    ...found,
  });
  return {
    kind: "broken",
    section,
    message: `${section}: ${problem.code} ${JSON.stringify(problem.params)}`,
    problem,
  };
}
