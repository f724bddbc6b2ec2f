import { checkEvaluators } from "./check-evaluators.ts";
import { checkLanguages } from "./check-languages.ts";
import { checkMemory } from "./check-memory.ts";
import { checkName } from "./check-name.ts";
import { checkOutputs } from "./check-outputs.ts";
import { checkRules } from "./check-rules.ts";
import { checkSection, namesUsed } from "./check-section.ts";
import { type CheckSpec, fieldsOfCheck } from "./check-spec.ts";
import { checkSteps } from "./check-steps.ts";
import { isMissing, readInput } from "./input-value.ts";
import type { LanguageOverride } from "./language-override.ts";
import { judgeOf } from "./model-checks.ts";
import { namesRead } from "./names-read.ts";
import type { Offers } from "./offers.ts";
import { SECTIONS } from "./section.ts";
import { withSnippets } from "./snippets/with-snippets.ts";
import type { InputColumn, TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/**
 * Everything that is wrong with a template, errors and warnings, in the order of the editor.
 * @param offers what there is; without it nothing is said of the tools and collections that its steps call.
 */
export function checkTemplate(body: TemplateBody, offers?: Partial<Offers>): TemplateProblem[] {
  const { inputs, outputs, languages, languageOverrides, memory, steps } = body;
  const used = new Set([
    ...namesRead(withSnippets(body)),
    ...Object.values(languageOverrides).flatMap(namesInOverride),
  ]);
  const problems = [
    ...(steps.length > 0 ? checkSteps(body, offers) : checkPrompt(body)),
    ...checkInputs(inputs, used),
    ...(steps.length > 0 ? [] : checkOutputs(outputs, "outputs")),
    ...checkLanguages({ languageOverrides, inputs, outputs, languages, steps }, offers?.models),
    ...checkChecks(body),
    ...checkMemory({ memory, inputs, outputs }),
    ...checkEvaluators(body, used),
  ];
  if (steps.length === 0 && outputs.length === 0) problems.push(atField("outputs", "template_outputs_empty"));
  if (languages.length > 1 && !used.has("language"))
    problems.push(atField("languages", "template_language_unused", { count: languages.length }, "warning"));
  return problems;
}

function checkPrompt({ sections, inputs, rules, snippets }: TemplateBody): TemplateProblem[] {
  const inSections = SECTIONS.flatMap((section) =>
    checkSection(section, sections[section], inputs, snippets),
  );
  const problems = [...inSections, ...checkRules({ sections, inputs, rules, snippets })];
  return sections.instruction.trim() === ""
    ? [atField("sections.instruction", "template_instruction_empty"), ...problems]
    : problems;
}

function namesInOverride({ tone = "", requirements = "" }: LanguageOverride): string[] {
  return [...namesUsed(tone), ...namesUsed(requirements)];
}

function checkInputs(inputs: InputColumn[], used: Set<string>): TemplateProblem[] {
  return inputs.flatMap((input, index) => {
    const path = `inputs.${index}`;
    const problems = checkName(input.name, inputs, index, path);
    if (input.onMissing === "default" && input.default === undefined)
      problems.push(
        atField(
          `${path}.default`,
          "template_default_missing",
          { name: input.name },
          input.required ? "error" : "warning",
        ),
      );
    else if (input.onMissing === "default" && isMissing(input.default))
      problems.push(atField(`${path}.default`, "template_default_blank", { name: input.name }, "warning"));
    else if (input.onMissing === "default" && readInput(input, input.default ?? "") === null)
      problems.push(
        atField(
          `${path}.default`,
          input.type === "picture" ? "template_default_not_picture" : "template_default_not_number",
          { name: input.name },
        ),
      );
    if (problems.length === 0 && !used.has(input.name))
      problems.push(atField(`${path}.name`, "template_input_unused", { name: input.name }, "warning"));
    return problems;
  });
}

function checkModelCheck(
  spec: CheckSpec,
  evaluators: TemplateBody["evaluators"],
  path: string,
): TemplateProblem[] {
  if (spec.kind === "judge" && !judgeOf(evaluators, spec.evaluator))
    return [atField(`${path}.evaluator`, "template_check_judge_unknown", { name: spec.evaluator })];
  const asks = spec.kind === "moderation" || (spec.kind === "claims" && spec.modelId !== undefined);
  return asks && spec.modelId === "" ? [atField(`${path}.modelId`, "template_check_no_model")] : [];
}

function checkChecks({
  checks,
  outputs,
  evaluators,
}: Pick<TemplateBody, "checks" | "outputs" | "evaluators">): TemplateProblem[] {
  const fields = new Set(outputs.map(({ name }) => name));
  return checks.flatMap((spec, index) => {
    const gone = fieldsOfCheck(spec)?.find((name) => !fields.has(name));
    const unpaired = "pairs" in spec ? spec.pairs?.find(({ field }) => !fields.has(field)) : undefined;
    const problems = [
      ...checkModelCheck(spec, evaluators, `checks.${index}`),
      ...(gone === undefined
        ? []
        : [atField(`checks.${index}.fields`, "template_check_field_unknown", { name: gone }, "warning")]),
      ...(unpaired === undefined
        ? []
        : [
            atField(
              `checks.${index}.pairs`,
              "template_check_field_unknown",
              { name: unpaired.field },
              "warning",
            ),
          ]),
    ];
    if (spec.kind !== "format") return problems;
    const limits = [
      ["maxLength", spec.minLength, spec.maxLength],
      ["maxWords", spec.minWords, spec.maxWords],
      ["maxItems", spec.minItems, spec.maxItems],
    ] as const;
    for (const [key, least, most] of limits)
      if (least !== undefined && most !== undefined && least > most)
        problems.push(
          atField(`checks.${index}.${key}`, "template_limits_crossed", {
            name: spec.label ?? key,
            least,
            most,
          }),
        );
    return problems;
  });
}
