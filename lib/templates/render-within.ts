import { LiquidError } from "liquidjs";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { cutText } from "#lib/storable-text.ts";
import { type InputValue, readInput, textFor } from "./input-value.ts";
import { promptLanguage } from "./language.ts";
import type { RenderLimits } from "./light-template.ts";
import { liquid, parseLiquid } from "./liquid.ts";
import { explainLiquidError, undefinedVariable } from "./liquid-error.ts";
import { type RenderedSection, toMessages } from "./messages.ts";
import { opened } from "./open-record.ts";
import { guardMarkers, markersOf, type OwnMarkers, showMarkers } from "./prompt-markers.ts";
import { SECTIONS, type Section, type Sections } from "./section.ts";
import { ShownInPrompt } from "./shown-in-prompt.ts";
import type { InputColumn, TemplateBody } from "./template.ts";
import { inSection, type TemplateProblem, type TextProblem } from "./template-problem.ts";

const MAX_PROMPT_CHARS = 400_000;

export type RenderedPrompt = { kind: "prompt"; messages: ChatMessage[] } | UnrenderedPrompt;

/** Why nothing can be sent for a row. */
export type UnrenderedPrompt =
  /** The row lacks a value for an input whose author chose to leave such items out. */
  | { kind: "skipped"; input: string }
  /** The row lacks a value for an input without which nothing may be launched. */
  | { kind: "blocked"; input: string }
  /** What stands in the row for a number input is no number, or no picture for a picture input. */
  | { kind: "unreadable"; input: string; value: string; needs: "number" | "picture" }
  /** The text itself does not work; `message` is for the log, `problem` for people. */
  | { kind: "broken"; section: Section; message: string; problem: TemplateProblem };

type Values = Record<string, InputValue | null | Readonly<Record<string, unknown>>>;

/** What is rendered, and with what; see `renderPrompt`. */
export interface RenderTask {
  template: Pick<TemplateBody, "sections" | "inputs">;
  row: Readonly<Record<string, string>>;
  language: string;
  steps?: Readonly<Record<string, Record<string, unknown> | null>> | undefined;
  /** Those of them whose fields nobody declared: what they lack is blank. */
  open?: readonly string[] | undefined;
  /** Those of them whose fields are pictures, which are shown where a text names them. */
  pictured?: readonly string[] | undefined;
  /** Texts that stand below those of sections as they are: nothing in them is Liquid. */
  below?: Partial<Sections> | undefined;
}

/** The messages that go out for one row in one language, rendered here and now within the limits. */
export function renderWithin(
  limits: RenderLimits,
  { template: { sections, inputs }, row, language, steps, open, pictured = [], below = {} }: RenderTask,
): RenderedPrompt {
  const markers = markersOf(sections);
  const shown = new ShownInPrompt();
  const values: Values = {
    language: promptLanguage(language),
    ...(steps && { steps: readable(withPlaces(guardMarkers(steps, markers), pictured, shown), open) }),
  };
  for (const input of inputs) {
    const text = textFor(input, row);
    if (text === undefined) {
      if (input.required) return missing(input);
      continue;
    }
    const value = text === null ? null : readInput(input, text);
    if (value === null && text !== null) {
      const needs = input.type === "picture" ? "picture" : "number";
      return { kind: "unreadable", input: input.name, value: cutText(text, 200), needs };
    }
    values[input.name] =
      input.type === "picture" ? shown.placeOf(input, text ?? "") : guardMarkers(value, markers);
  }
  const rendered: RenderedSection[] = [];
  let length = 0;
  for (const section of SECTIONS) {
    const source = sections[section];
    const added = below[section] ?? "";
    if (source === "" && added === "") continue;
    const own = renderSection({ section, source, values, inputs, markers, limits });
    if (typeof own !== "string") return own;
    const text = added === "" ? own : `${own.trim()}\n\n${added}`;
    length += text.length;
    if (length > MAX_PROMPT_CHARS) return broken(section, source, { code: "template_too_heavy" });
    if (text.trim() !== "") rendered.push({ section, text: shown.named(text.trim()) });
  }
  if (!rendered.some(({ section }) => section !== "role"))
    return broken("instruction", sections.instruction, { code: "template_prompt_empty" });
  return { kind: "prompt", messages: toMessages(rendered, shown.pictures) };
}

function readable(
  steps: NonNullable<RenderTask["steps"]>,
  open: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  if (open.length === 0) return steps;
  return Object.fromEntries(
    Object.entries(steps).map(([name, value]) => [name, open.includes(name) ? opened(value) : value]),
  );
}

function withPlaces(
  steps: NonNullable<RenderTask["steps"]>,
  pictured: readonly string[],
  shown: ShownInPrompt,
): NonNullable<RenderTask["steps"]> {
  if (pictured.length === 0) return steps;
  const placed = (fields: Record<string, unknown> | null) =>
    fields &&
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === "string" ? shown.placeOf({}, value) || value : value,
      ]),
    );
  return Object.fromEntries(
    Object.entries(steps).map(([name, fields]) => [name, pictured.includes(name) ? placed(fields) : fields]),
  );
}

function missing(input: InputColumn): UnrenderedPrompt {
  return { kind: input.onMissing === "skip" ? "skipped" : "blocked", input: input.name };
}

// A name without a value is not defined at all: conditions find it false, any other use stops here.
function renderSection({
  section,
  source,
  values,
  inputs,
  markers,
  limits,
}: {
  section: Section;
  source: string;
  values: Values;
  inputs: InputColumn[];
  markers: OwnMarkers;
  limits: RenderLimits;
}): string | UnrenderedPrompt {
  try {
    return showMarkers(String(liquid.renderSync(parseLiquid(source), values, limits)), markers);
  } catch (error) {
    const name = undefinedVariable(error)?.split(".")[0];
    const input = inputs.find((candidate) => candidate.name === name);
    if (input && !Object.hasOwn(values, input.name)) return missing(input);
    // A limit that is passed between tags, a string past the longest and tags nested too deep come without a place.
    if (isWithoutPlace(error)) return broken(section, source, { code: "template_too_heavy" });
    return broken(section, source, explainLiquidError(source, error));
  }
}

function isWithoutPlace(error: unknown): boolean {
  const cause = LiquidError.is(error) ? error.originalError : error;
  return (
    cause instanceof RangeError || (cause instanceof Error && /^[\w ]+ limit exceeded$/.test(cause.message))
  );
}

/** What is said of a template that had to be stopped, where nobody knows at which place. */
export function tooHeavy({ sections }: Pick<TemplateBody, "sections">): RenderedPrompt {
  return broken("instruction", sections.instruction, { code: "template_too_heavy" });
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
