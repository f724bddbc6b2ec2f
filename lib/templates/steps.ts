import { EMPTY_SECTIONS } from "./section.ts";
import type { GenerateStep, OutputField, TemplateBody, TemplateStep } from "./template.ts";

/** A field of a step. */
export interface FieldSource {
  step: string;
  field: string;
}

/** What of a template makes it a chain. */
export type Chain = Pick<TemplateBody, "steps" | "result">;

/** Whether a step asks a model; any other is work that nobody is paid for. */
export function isGenerating(step: TemplateStep): step is GenerateStep {
  return step.kind === "generate";
}

/** What a step asks of a model to be written; nothing where it asks none. */
export function outputsOfStep(step: TemplateStep): OutputField[] {
  return isGenerating(step) ? step.outputs : [];
}

/** Which fields become an output of a chain, as its author chose: those of the last step that writes where nothing was chosen. */
export function resultOf({ steps, result }: Chain): FieldSource[] {
  const last = steps.findLast(isGenerating);
  if (result.length === 0)
    return last ? last.outputs.map(({ name }) => ({ step: last.name, field: name })) : [];
  return result.map(sourceOf);
}

/** A field of a step as it is written: `<step>.<field>`. */
export function sourceOf(written: string): FieldSource {
  const [step = "", ...field] = written.split(".");
  return { step, field: field.join(".") };
}

/**
 * The template with the outputs that its chain gives, and no prompt beside those of its steps; the very same where it
 * has no steps. What a step writes that its condition may leave out need not have a value.
 */
export function withResult<Body extends Pick<TemplateBody, "sections" | "outputs" | "steps" | "result">>(
  body: Body,
): Body {
  if (body.steps.length === 0) return body;
  return { ...body, sections: EMPTY_SECTIONS, outputs: resultFields(body) };
}

function resultFields(chain: Chain): OutputField[] {
  const fields = resultOf(chain).flatMap(({ step, field }) => {
    const from = chain.steps.find(({ name }) => name === step);
    const found = from && outputsOfStep(from).find(({ name }) => name === field);
    return found ? [from?.when ? { ...found, required: false } : found] : [];
  });
  return [...new Map(fields.map((field) => [field.name, field])).values()];
}

/** The prompt of one step as a template of its own: with its rules, and what it shares with the others. */
export function templateOfStep<Body extends Pick<TemplateBody, "steps" | "rules">>(
  body: Body,
  { name, sections, outputs }: Pick<GenerateStep, "name" | "sections" | "outputs">,
): Body & Pick<GenerateStep, "sections" | "outputs"> {
  const rules = body.rules.filter(({ step }) => step === undefined || step === name);
  return { ...body, sections, outputs, rules };
}
