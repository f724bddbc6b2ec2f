import type { EvaluatorSpec, JudgeSpec, ReferenceSpec } from "./evaluator-spec.ts";
import type { OutputField, TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/**
 * What is wrong with a template's evaluators, each at its field, such as `evaluators.0.field`.
 * @param read the columns that the prompt reads.
 */
export function checkEvaluators(
  { evaluators, outputs }: Pick<TemplateBody, "evaluators" | "outputs">,
  read: ReadonlySet<string>,
): TemplateProblem[] {
  return evaluators.flatMap((spec, index) => {
    const path = `evaluators.${index}`;
    if (spec.kind === "judge")
      return [...checkName(spec, evaluators, index), ...checkJudge(spec, outputs, path)];
    const { name, reference, threshold } = spec;
    const problems = [
      ...checkName(spec, evaluators, index),
      ...checkField(spec, outputs, path),
      ...(spec.kind === "similarity" && spec.gate && threshold === undefined
        ? [atField(`${path}.threshold`, "template_evaluator_gate_open", { name })]
        : []),
    ];
    if (reference?.trim() === "")
      problems.push(atField(`${path}.reference`, "template_evaluator_no_column", { name }));
    // What must be mentioned is told to the model; the answer it is held against is not.
    else if (reference !== undefined && spec.kind !== "contains" && read.has(reference))
      problems.push(
        atField(
          `${path}.reference`,
          "template_evaluator_answer_told",
          { name, column: reference },
          "warning",
        ),
      );
    return problems;
  });
}

/** Evaluators whose column of reference a dataset lacks, with its columns at hand. */
export function checkReferences(
  evaluators: readonly EvaluatorSpec[],
  columns: readonly string[],
): TemplateProblem[] {
  return evaluators.flatMap((spec, index) => {
    const reference = spec.kind === "judge" ? undefined : spec.reference;
    if (!reference?.trim() || columns.includes(reference)) return [];
    const told = { name: spec.name, column: reference };
    return [atField(`evaluators.${index}.reference`, "template_evaluator_column_gone", told, "warning")];
  });
}

function checkName({ name }: EvaluatorSpec, all: readonly EvaluatorSpec[], index: number): TemplateProblem[] {
  const path = `evaluators.${index}.name`;
  if (name.trim() === "") return [atField(path, "template_evaluator_unnamed")];
  const isTaken = all.slice(0, index).some((other) => other.name.trim() === name.trim());
  return isTaken ? [atField(path, "template_evaluator_twice", { name })] : [];
}

function checkJudge(
  { name, rubric, modelId, fields, scale, threshold }: JudgeSpec,
  outputs: OutputField[],
  path: string,
): TemplateProblem[] {
  const gone = fields?.find((field) => !outputs.some((one) => one.name === field));
  return [
    ...(rubric.trim() === "" ? [atField(`${path}.rubric`, "template_judge_no_rubric", { name })] : []),
    ...(modelId === "" ? [atField(`${path}.modelId`, "template_judge_no_model", { name })] : []),
    ...(threshold > scale
      ? [atField(`${path}.threshold`, "template_judge_out_of_scale", { name, threshold, scale })]
      : []),
    ...(gone === undefined
      ? []
      : [atField(`${path}.fields`, "template_evaluator_field_unknown", { name, field: gone })]),
  ];
}

function checkField(
  { name, field, kind }: ReferenceSpec,
  outputs: OutputField[],
  path: string,
): TemplateProblem[] {
  const output = outputs.find((one) => one.name === field);
  if (!output) return [atField(`${path}.field`, "template_evaluator_field_unknown", { name, field })];
  const isNested = output.type === "object" || (output.fields?.length ?? 0) > 0;
  // Whether something is mentioned can be told of objects as well: by all that their fields say.
  return isNested && kind !== "contains"
    ? [atField(`${path}.field`, "template_evaluator_field_nested", { name, field })]
    : [];
}
