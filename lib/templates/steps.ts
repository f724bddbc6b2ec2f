import { EMPTY_SECTIONS } from "./section.ts";
import type {
  EditPictureStep,
  GenerateStep,
  OutputField,
  PictureStep,
  TemplateBody,
  TemplateStep,
} from "./template.ts";

/** A field of a step. */
export interface FieldSource {
  step: string;
  field: string;
}

/** What of a template makes it a chain. */
export type Chain = Pick<TemplateBody, "steps" | "result">;

/** The names of a template's steps, in their order; "" for the one of a template without any. */
export function stepNamesOf({ steps }: Pick<TemplateBody, "steps">): string[] {
  return steps.length > 0 ? steps.map(({ name }) => name) : [""];
}

/** Whether a step asks a model to write. */
export function isGenerating(step: TemplateStep): step is GenerateStep {
  return step.kind === "generate";
}

/** Whether a step asks a model of pictures; any that does not, and writes nothing, is work that nobody is paid for. */
export function isDrawing(step: TemplateStep): step is EditPictureStep {
  return step.kind === "edit-picture";
}

/** Whether a step gives a picture. */
export function givesPicture(step: TemplateStep): step is PictureStep | EditPictureStep {
  return step.kind === "picture" || isDrawing(step);
}

/** Whether a template asks a model at all: one of picture steps alone does not, and its runs have none. */
export function asksModel({ steps }: Pick<TemplateBody, "steps">): boolean {
  return steps.length === 0 || steps.some((step) => isGenerating(step) || isDrawing(step));
}

/** Whether a run of a template is to choose a model: one that only draws names those that do in its steps. */
export function choosesModel({ steps }: Pick<TemplateBody, "steps">): boolean {
  return steps.length === 0 || steps.some(isGenerating);
}

/** The model of runs of a template in which none writes: that of its first step that draws; `undefined` for any other. */
export function drawingModelOf({ steps }: Pick<TemplateBody, "steps">): string | undefined {
  return choosesModel({ steps }) ? undefined : steps.find(isDrawing)?.modelId;
}

/** Whether what a step gives can be an output: what a model writes, and a picture that is made. */
export function givesOutput(step: TemplateStep): step is GenerateStep | PictureStep | EditPictureStep {
  return isGenerating(step) || givesPicture(step);
}

/** What of a step can be an output. */
export function outputsOfStep(step: TemplateStep): OutputField[] {
  if (givesPicture(step)) return [{ name: step.field, type: "picture", description: "", required: true }];
  return isGenerating(step) ? step.outputs : [];
}

/**
 * Which fields become an output of a chain, as its author chose: those of the last step that writes where nothing
 * was chosen, and of the last picture where none writes.
 */
export function resultOf({ steps, result }: Chain): FieldSource[] {
  const last = steps.findLast(isGenerating) ?? steps.findLast(givesOutput);
  if (result.length === 0)
    return last ? outputsOfStep(last).map(({ name }) => ({ step: last.name, field: name })) : [];
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
