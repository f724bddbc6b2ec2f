import { checkLanguages } from "./check-languages.ts";
import { checkMemory } from "./check-memory.ts";
import { checkRules } from "./check-rules.ts";
import { checkSection, namesUsed } from "./check-section.ts";
import type { CheckSpec } from "./check-spec.ts";
import { nameProblem } from "./input-name.ts";
import { isMissing, readInput } from "./input-value.ts";
import type { LanguageOverride } from "./language-override.ts";
import { namesRead } from "./names-read.ts";
import { SECTIONS } from "./section.ts";
import { withSnippets } from "./snippets/with-snippets.ts";
import type { InputColumn, OutputField, TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** Everything that is wrong with a template, errors and warnings, in the order of the editor. */
export function checkTemplate(body: TemplateBody): TemplateProblem[] {
  const { sections, inputs, outputs, languages, checks, rules, snippets, languageOverrides, memory } = body;
  const inSections = SECTIONS.flatMap((section) =>
    checkSection(section, sections[section], inputs, snippets),
  );
  const used = new Set([
    ...namesRead(withSnippets(body)),
    ...Object.values(languageOverrides).flatMap(namesInOverride),
  ]);
  const problems = [
    ...inSections,
    ...checkRules({ sections, inputs, rules, snippets }),
    ...checkInputs(inputs, used),
    ...checkOutputs(outputs, "outputs"),
    ...checkLanguages({ languageOverrides, inputs, outputs, languages }),
    ...checkChecks(checks, outputs),
    ...checkMemory({ memory, inputs, outputs }),
  ];
  if (sections.instruction.trim() === "")
    problems.unshift(atField("sections.instruction", "template_instruction_empty"));
  if (outputs.length === 0) problems.push(atField("outputs", "template_outputs_empty"));
  if (languages.length > 1 && !used.has("language"))
    problems.push(atField("languages", "template_language_unused", { count: languages.length }, "warning"));
  return problems;
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
      problems.push(atField(`${path}.default`, "template_default_not_number", { name: input.name }));
    if (problems.length === 0 && !used.has(input.name))
      problems.push(atField(`${path}.name`, "template_input_unused", { name: input.name }, "warning"));
    return problems;
  });
}

function checkOutputs(fields: OutputField[], parent: string): TemplateProblem[] {
  return fields.flatMap((field, index) => {
    const path = `${parent}.${index}`;
    const problems = [...checkName(field.name, fields, index, path), ...checkLimits(field, path)];
    const isNested = field.type === "object" || (field.type === "list" && field.fields !== undefined);
    if (field.type === "choice" && !field.choices?.some((choice) => choice.trim() !== ""))
      problems.push(atField(`${path}.choices`, "template_choices_empty", { name: field.name }));
    if (field.type === "choice" && new Set(field.choices).size !== (field.choices ?? []).length)
      problems.push(atField(`${path}.choices`, "template_choices_repeated", { name: field.name }));
    if (field.type === "object" && !field.fields?.length)
      problems.push(atField(`${path}.fields`, "template_fields_empty", { name: field.name }));
    return isNested ? [...problems, ...checkOutputs(field.fields ?? [], `${path}.fields`)] : problems;
  });
}

function checkChecks(checks: CheckSpec[], outputs: OutputField[]): TemplateProblem[] {
  const fields = new Set(outputs.map(({ name }) => name));
  return checks.flatMap((spec, index) => {
    const gone = spec.fields?.find((name) => !fields.has(name));
    const unpaired = "pairs" in spec ? spec.pairs?.find(({ field }) => !fields.has(field)) : undefined;
    const problems = [
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

function checkLimits(field: OutputField, path: string): TemplateProblem[] {
  const pairs = [
    ["maxLength", field.minLength, field.maxLength],
    ["maxItems", field.minItems, field.maxItems],
    ["maximum", field.minimum, field.maximum],
  ] as const;
  return pairs.flatMap(([key, least, most]) =>
    least !== undefined && most !== undefined && least > most
      ? [atField(`${path}.${key}`, "template_limits_crossed", { name: field.name, least, most })]
      : [],
  );
}

function checkName(name: string, all: { name: string }[], index: number, path: string): TemplateProblem[] {
  const code = nameProblem(name);
  if (code) return [atField(`${path}.name`, code, { name })];
  const first = all.findIndex((other) => other.name === name);
  return first < index ? [atField(`${path}.name`, "template_name_taken", { name })] : [];
}
