import { isGenerating, templateOfStep } from "#lib/templates/steps.ts";
import type {
  EditPictureStep,
  ExamplesStep,
  GenerateStep,
  HttpStep,
  LookUpStep,
  PictureStep,
  RetrieveStep,
  TemplateBody,
  TemplateStep,
} from "#lib/templates/template.ts";
import type { Problem } from "./template-view.ts";

/** A step of a chain as the editor's panels see it: where it asks a model a prompt like any other; with the problems that are its own. */
export interface StepInHand {
  place: number;
  step: TemplateStep;
  /** The steps that it may read. */
  earlier: readonly TemplateStep[];
  body: TemplateBody;
  problems: Problem[];
}

/** The step at a place of a chain, or the nearest there is; `null` for a template of one prompt. */
export function stepInHand(body: TemplateBody, problems: Problem[], wanted: number): StepInHand | null {
  const place = Math.min(wanted, body.steps.length - 1);
  const step = body.steps[place];
  if (!step) return null;
  return {
    place,
    step,
    earlier: body.steps.slice(0, place),
    body: isGenerating(step) ? templateOfStep(body, step) : body,
    problems: problemsOfStep(problems, place).map((problem) => asOfPrompt(problem, place)),
  };
}

/** Some of what a step says, of whichever kind it is; never another kind. */
export type StepPart = Partial<Omit<GenerateStep, "kind">> &
  Partial<Omit<EditPictureStep, "kind">> &
  Partial<Omit<ExamplesStep, "kind">> &
  Partial<Omit<RetrieveStep, "kind">> &
  Partial<Omit<LookUpStep, "kind">> &
  Partial<Omit<HttpStep, "kind">> &
  Partial<Omit<PictureStep, "kind">>;

/** A chain with another part of one of its steps. */
export function withStep(
  { steps }: Pick<TemplateBody, "steps">,
  place: number,
  part: StepPart,
): Pick<TemplateBody, "steps"> {
  return { steps: steps.map((step, at) => (at === place ? ({ ...step, ...part } as TemplateStep) : step)) };
}

/** What is wrong with one step. */
export function problemsOfStep(problems: readonly Problem[], place: number): Problem[] {
  return problems.filter(({ place: at }) =>
    at?.kind === "text" ? at.step === place : at?.path.startsWith(`steps.${place}.`),
  );
}

function asOfPrompt(problem: Problem, place: number): Problem {
  const { place: at } = problem;
  if (at?.kind !== "field") return problem;
  return { ...problem, place: { ...at, path: at.path.slice(`steps.${place}.`.length) } };
}
