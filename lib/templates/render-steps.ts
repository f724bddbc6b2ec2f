import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import { askedValue } from "./asked-value.ts";
import { usualChars } from "./assume-output-tokens.ts";
import { clausesOf, holds } from "./condition.ts";
import { renderPrompt } from "./render-prompt.ts";
import type { RenderedPrompt, RenderTask } from "./render-within.ts";
import { belowWith, rowTerms } from "./row-terms.ts";
import { templateOfStep } from "./steps.ts";
import type { OutputField, TemplateBody } from "./template.ts";

/** What one step of a template sends for a row. */
export interface StepPrompt {
  name: string;
  /** The model it asks in place of its run's. */
  modelId: string | undefined;
  outputs: OutputField[];
  /** `null` where its condition leaves it out for this row. */
  rendered: RenderedPrompt | null;
}

/** The text that stands for what a field will say, at `<step>.<field>`. */
export type StandIn = (field: OutputField, path: string) => string;

/** Names the field. */
export const namedStandIn: StandIn = (_, path) => `[${path}]`;

const FILLER = "A text about as long as what is written there, one word after the other. ";

/** As long as what is usually written. */
export const longStandIn: StandIn = (field) => {
  const chars = usualChars(field);
  return FILLER.repeat(Math.ceil(chars / FILLER.length)).slice(0, chars);
};

/**
 * What the steps of a template send for a row, in their order; one for a template of one prompt. What earlier steps write
 * is not known yet: `standIn` stands for it, and a condition on it holds.
 */
export async function renderSteps(
  body: TemplateBody,
  row: RenderTask["row"],
  language: string,
  { terms, standIn }: { terms: GlossaryMatcher | null; standIn: StandIn },
): Promise<StepPrompt[]> {
  const below = belowWith(rowTerms(terms, body, row, language));
  if (body.steps.length === 0) {
    const rendered = await renderPrompt(body, row, language, { below });
    return [{ name: "output", modelId: undefined, outputs: body.outputs, rendered }];
  }
  const prompts: StepPrompt[] = [];
  const written: Record<string, Record<string, unknown>> = {};
  for (const step of body.steps) {
    const { name, modelId, outputs, when } = step;
    const isKnown = when && clausesOf(when).clauses.every(({ input }) => !input.startsWith("steps."));
    const asked = { inputs: body.inputs, row, language };
    const isLeftOut = isKnown && !holds(when, (input) => askedValue(asked, input));
    const steps = { ...written };
    const rendered = isLeftOut
      ? null
      : await renderPrompt(templateOfStep(body, step), row, language, { steps, below });
    prompts.push({ name, modelId, outputs, rendered });
    written[name] = Object.fromEntries(
      outputs.map((field) => [
        field.name,
        isLeftOut ? null : standInFor(field, `${name}.${field.name}`, standIn),
      ]),
    );
  }
  return prompts;
}

function standInFor(field: OutputField, path: string, standIn: StandIn): unknown {
  switch (field.type) {
    case "text":
      return standIn(field, path);
    case "number":
      return field.minimum ?? 1;
    case "choice":
      return field.choices?.[0] ?? standIn(field, path);
    case "object":
      return standInOf(field.fields ?? [], path, standIn);
    case "list":
      return [field.fields?.length ? standInOf(field.fields, path, standIn) : standIn(field, path)];
  }
}

function standInOf(fields: OutputField[], path: string, standIn: StandIn): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => [field.name, standInFor(field, `${path}.${field.name}`, standIn)]),
  );
}
