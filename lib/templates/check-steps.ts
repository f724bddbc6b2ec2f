import { checkModelTools } from "./check-model-tools.ts";
import { checkName } from "./check-name.ts";
import { checkOutputs } from "./check-outputs.ts";
import { checkCondition, checkRules } from "./check-rules.ts";
import { checkSection } from "./check-section.ts";
import {
  checkDrawing,
  checkExamples,
  checkHttp,
  checkLookUp,
  checkPicture,
  checkRetrieval,
} from "./check-work.ts";
import { readProblem } from "./earlier-steps.ts";
import type { Offers } from "./offers.ts";
import type { Rule } from "./rule.ts";
import { EMPTY_SECTIONS, SECTIONS } from "./section.ts";
import { givesOutput, isGenerating, resultOf, sourceOf } from "./steps.ts";
import type { GenerateStep, TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/**
 * What is wrong with a chain: in the text of a step's section, or at its field (`steps.1.when.all.0.input`), at a rule, or
 * in what is chosen for the result. A step may read earlier ones alone.
 * @param offers what there is; without it nothing is said of the tools, collections and datasets of its steps.
 */
export function checkSteps(body: TemplateBody, offers?: Partial<Offers>): TemplateProblem[] {
  return [
    ...body.steps.flatMap((_, place) => checkStep(body, place, offers)),
    ...(body.steps.some(givesOutput) ? [] : [atField("steps", "template_steps_write_nothing")]),
    ...checkRulesOfSteps(body),
    ...checkInputNames(body),
    ...checkResult(body),
  ];
}

function checkStep(
  body: TemplateBody,
  place: number,
  offers: Partial<Offers> | undefined,
): TemplateProblem[] {
  const { steps, inputs } = body;
  const step = steps[place];
  if (!step) return [];
  const path = `steps.${place}`;
  const earlier = { steps, place };
  const world = { inputs, earlier, ...offers };
  const ofEvery = [
    ...checkName(step.name, [...steps], place, path),
    ...(step.when ? checkCondition(step.when, `${path}.when`, inputs, earlier) : []),
  ];
  switch (step.kind) {
    case "generate":
      return [...ofEvery, ...checkGenerating(body, step, { place, tools: offers?.tools })];
    case "examples":
      return [...ofEvery, ...checkExamples(step, path, world)];
    case "retrieve":
      return [...ofEvery, ...checkRetrieval(step, path, world)];
    case "look-up":
      return [...ofEvery, ...checkLookUp(step, path, world)];
    case "http":
      return [...ofEvery, ...checkHttp(step, path, world)];
    case "picture":
      return [...ofEvery, ...checkPicture(step, path, world)];
    case "edit-picture":
      return [...ofEvery, ...checkDrawing(step, path, world)];
  }
}

function checkGenerating(
  { steps, inputs, snippets }: TemplateBody,
  { sections, outputs, tools: mayCall }: GenerateStep,
  { place, tools }: { place: number; tools: Offers["tools"] | undefined },
): TemplateProblem[] {
  const path = `steps.${place}`;
  const inSections = SECTIONS.flatMap((section) =>
    checkSection(section, sections[section], inputs, snippets, { steps, place }).map((problem) =>
      problem.place?.kind === "text" ? { ...problem, place: { ...problem.place, step: place } } : problem,
    ),
  );
  const isAsked = sections.instruction.trim() !== "";
  return [
    ...(isAsked ? [] : [atField(`${path}.sections.instruction`, "template_instruction_empty")]),
    ...inSections,
    ...checkOutputs(outputs, `${path}.outputs`),
    ...(outputs.length === 0 ? [atField(`${path}.outputs`, "template_outputs_empty")] : []),
    ...(mayCall ? checkModelTools(mayCall, `${path}.tools`, tools) : []),
  ];
}

// A rule for one step may read what that one may; a rule for all of them, what the first may.
function checkRulesOfSteps(body: TemplateBody): TemplateProblem[] {
  const { steps, rules } = body;
  const placeOf = ({ step }: Rule) => (step === undefined ? 0 : steps.findIndex(({ name }) => name === step));
  const lost = rules.flatMap((rule, index) => {
    const step = steps[placeOf(rule)];
    const at = (code: string) => [atField(`rules.${index}.step`, code, { step: rule.step ?? "" })];
    if (!step) return at("template_step_unknown");
    return rule.step === undefined || isGenerating(step) ? [] : at("template_rule_step_without_prompt");
  });
  // Whether they are too long together is told where they are rendered: it takes the sections of each step.
  const ruled = { ...body, sections: EMPTY_SECTIONS };
  return [...lost, ...checkRules(ruled, (rule) => ({ steps, place: Math.max(0, placeOf(rule)) }))];
}

// As an input the word would hide the steps.
function checkInputNames({ inputs }: TemplateBody): TemplateProblem[] {
  return inputs.flatMap(({ name }, index) =>
    name === "steps" ? [atField(`inputs.${index}.name`, "template_name_invalid", { name })] : [],
  );
}

function checkResult(body: TemplateBody): TemplateProblem[] {
  const { steps, result } = body;
  const fields = resultOf(body);
  return result.flatMap((written, index) => {
    const { step, field } = sourceOf(written);
    const problem = readProblem({ steps, place: steps.length }, step, field);
    if (problem) return [atField(`result.${index}`, problem.code, problem.params)];
    const read = steps.find(({ name }) => name === step);
    if (read && !givesOutput(read))
      return [atField(`result.${index}`, "template_result_not_written", { step })];
    const isTaken = fields.findIndex((other) => other.field === field) < index;
    return isTaken ? [atField(`result.${index}`, "template_name_taken", { name: field })] : [];
  });
}
