import { checkName } from "./check-name.ts";
import type { OutputField } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** What is wrong with output fields, and with those inside them, each at its field. */
export function checkOutputs(fields: OutputField[], parent: string): TemplateProblem[] {
  return fields.flatMap((field, index) => {
    const path = `${parent}.${index}`;
    const problems = [...checkName(field.name, fields, index, path), ...checkLimits(field, path)];
    if (field.type === "picture")
      problems.push(atField(`${path}.type`, "template_output_picture", { name: field.name }));
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
