import type { ModelCheck } from "#lib/checks/by-model/model-check.ts";
import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import type { CallParameters, JsonSchema } from "#lib/models/endpoints/chat-request.ts";
import type { Condition } from "#lib/templates/condition.ts";
import type { AskedInLanguage } from "#lib/templates/in-language.ts";
import { maxOutputTokensOf } from "#lib/templates/max-output-tokens.ts";
import { outputJsonSchema } from "#lib/templates/output.ts";
import { type StepTools, stepTools } from "#lib/templates/step-tools.ts";
import {
  type FieldSource,
  givesOutput,
  givesPicture,
  isGenerating,
  resultOf,
  templateOfStep,
} from "#lib/templates/steps.ts";
import type {
  OutputField,
  TemplateBody,
  TemplateStep,
  TemplateVersion,
  GenerateStep as WrittenStep,
} from "#lib/templates/template.ts";

/** How items are made: steps in order, and which of their fields are an item's output. */
export interface Recipe {
  /** At least one. */
  steps: readonly Step[];
  result: readonly FieldSource[];
  /** The names of the steps whose fields nobody declared, as those of work are: what they lack is blank. */
  open: readonly string[];
  /** The names of the steps that give a picture, which prompts show. */
  pictured: readonly string[];
  /** Whether a second model is asked where the first gives no answer. */
  hasFallback: boolean;
  /** Whether an outage of the provider is waited out, however long; else it uses up attempts like any failure. */
  waitsOutOutages: boolean;
  /** Whose terms a prompt tells of where the row has them; `null` for none. */
  terms: GlossaryMatcher | null;
}

/** What of a recipe is not the template's to say. */
export type RecipeWays = Pick<Recipe, "hasFallback" | "waitsOutOutages"> &
  Partial<Pick<Recipe, "terms">> & {
    /** What models are asked about the finished output, in order. */
    modelChecks?: readonly ModelCheck[] | undefined;
  };

/** One act of making an item, where `when` holds. */
export type Step = GenerateStep | WorkStep | JudgeStep;

/** A model is asked about the finished output. It changes nothing of it, and an item is made whether or not it answers. */
export interface JudgeStep {
  name: string;
  kind: "judge";
  when?: undefined;
  modelId: string;
  check: ModelCheck;
}

/** What asks no model to write; what it is to do for a row is rendered as a prompt is. All but drawing costs nothing. */
export interface WorkStep extends Pick<TemplateVersion, "inputs"> {
  name: string;
  kind: WrittenWork["kind"];
  when?: Condition | undefined;
  work: WrittenWork;
}

type WrittenWork = Exclude<TemplateStep, WrittenStep>;

/** A model writes `outputs` from a prompt. */
export interface GenerateStep {
  name: string;
  kind: "generate";
  when?: Condition | undefined;
  prompt: Pick<TemplateVersion, "sections" | "inputs" | "rules"> & Partial<Pick<TemplateVersion, "snippets">>;
  outputs: OutputField[];
  /** What the provider is asked to keep to: `outputs` as JSON Schema. */
  schema: JsonSchema;
  /** The longest answer asked for at first, in tokens, and the longest a repair may ask for. */
  maxOutputTokens: number;
  maxRepairTokens: number;
  /** A person set these bounds: no answer is asked for beyond them. */
  isLimitGiven: boolean;
  /** The model it asks, and what it asks it with, where that is otherwise than for its run. */
  modelId?: string | undefined;
  parameters?: CallParameters | undefined;
  /** What its model may call before it answers. */
  tools?: StepTools | undefined;
}

/** How long answers may be, in tokens: as launched, else as a trial measured, else as the fields allow. */
export interface AnswerLengths {
  maxOutputTokens?: number | undefined;
  usualMaxOutput?: number | null | undefined;
}

/** What of a template version items are made by. */
export type RecipeTemplate = GenerateStep["prompt"] &
  Pick<TemplateBody, "outputs"> &
  Partial<Pick<TemplateBody, "steps" | "result">> &
  AskedInLanguage;

/** The recipe of a template version: its steps, or the one whose fields are the output. */
export function recipeOf(
  template: RecipeTemplate,
  lengths: AnswerLengths,
  { terms = null, modelChecks = [], ...ways }: RecipeWays,
): Recipe {
  const { steps = [], result = [] } = template;
  const judging = modelChecks.map(judgeStepOf);
  if (steps.length > 0) {
    const made = steps.map((step) =>
      isGenerating(step)
        ? stepOf(templateOfStep({ ...template, steps }, step), lengths, step)
        : workStepOf(step, template),
    );
    const open = steps.filter((step) => !givesOutput(step)).map(({ name }) => name);
    const pictured = steps.filter(givesPicture).map(({ name }) => name);
    return {
      ...{ steps: [...made, ...judging], result: resultOf({ steps, result }), open, pictured },
      ...ways,
      terms,
    };
  }
  const step = stepOf(template, lengths, { modelId: template.askedModelId });
  const fields = template.outputs.map(({ name }) => ({ step: step.name, field: name }));
  return { steps: [step, ...judging], result: fields, open: [], pictured: [], ...ways, terms };
}

function judgeStepOf(check: ModelCheck): JudgeStep {
  return { name: check.name, kind: "judge", modelId: check.modelId, check };
}

function workStepOf(work: WrittenWork, { inputs }: RecipeTemplate): WorkStep {
  const { name, kind, when } = work;
  return { name, kind, ...(when && { when }), inputs, work };
}

function stepOf(
  { sections, inputs, outputs, rules, snippets }: RecipeTemplate,
  { maxOutputTokens, usualMaxOutput }: AnswerLengths,
  { name, when, modelId, parameters, tools }: Partial<WrittenStep> = {},
): GenerateStep {
  const mayCall = stepTools(tools);
  const { maxOutputTokens: own, ...asked } = parameters ?? {};
  const given = own ?? maxOutputTokens;
  // An answer that the usual bound cut off is asked for again with all the room its fields may need.
  const maxRepairTokens = given ?? maxOutputTokensOf(outputs);
  return {
    name: name ?? "output",
    kind: "generate",
    ...(when && { when }),
    prompt: { sections, inputs, rules, ...(snippets && { snippets }) },
    outputs,
    schema: outputJsonSchema(outputs),
    // What was measured is the length of an output that is written at once.
    maxOutputTokens: given ?? (name === undefined ? usualMaxOutput : null) ?? maxRepairTokens,
    maxRepairTokens,
    isLimitGiven: given !== undefined,
    ...(modelId !== undefined && { modelId }),
    ...(Object.keys(asked).length > 0 && { parameters: asked as CallParameters }),
    ...(mayCall && { tools: mayCall }),
  };
}

/** The step at a place of a recipe, from 0. @throws RangeError where it has none. */
export function stepAt({ steps }: Pick<Recipe, "steps">, place: number): Step {
  const step = steps[place];
  if (!step) throw new RangeError(`A recipe of ${steps.length} steps has none at ${place}.`);
  return step;
}

/** The same of a step that writes by a model. @throws RangeError for another. */
export function generateStepAt(recipe: Pick<Recipe, "steps">, place: number): GenerateStep {
  const step = stepAt(recipe, place);
  if (step.kind !== "generate") throw new RangeError(`Step ${place} of a recipe writes nothing.`);
  return step;
}

/** Whether what comes next at a step is work: no model writes in it. */
export function isWork(step: Step | undefined): step is WorkStep {
  return step !== undefined && step.kind !== "generate" && step.kind !== "judge";
}

/** Whether anything of a recipe is done beside asking models: steps in which none writes, or tools that one may call. */
export function hasWork({ steps }: Pick<Recipe, "steps">): boolean {
  return steps.some((step) => isWork(step) || (step.kind === "generate" && step.tools !== undefined));
}
