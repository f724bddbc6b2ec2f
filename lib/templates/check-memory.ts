import type { TemplateBody } from "./template.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** What is wrong with how a template uses approved translations again, each at its pair: `memory.pairs.0`. */
export function checkMemory({
  memory,
  inputs,
  outputs,
}: Pick<TemplateBody, "memory" | "inputs" | "outputs">): TemplateProblem[] {
  if (!memory) return [];
  const problems = memory.pairs.flatMap(({ field, column }, index) => {
    const path = `memory.pairs.${index}`;
    const output = outputs.find(({ name }) => name === field);
    if (!output) return [atField(path, "template_memory_field_unknown", { name: field })];
    if (output.type !== "text") return [atField(path, "template_memory_not_text", { name: field })];
    const isKnown = inputs.some(({ name }) => name === column);
    return isKnown ? [] : [atField(path, "template_variable_unknown", { variable: column })];
  });
  const unpaired = outputs.find(({ name }) => !memory.pairs.some(({ field }) => field === name));
  if (unpaired)
    problems.push(atField("memory", "template_memory_partial", { name: unpaired.name }, "warning"));
  return problems;
}
