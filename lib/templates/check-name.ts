import { nameProblem } from "./input-name.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** What is wrong with the name of one of several things that Liquid or a model know by it, at its field `key`. */
export function checkName(
  name: string,
  all: { name: string }[],
  index: number,
  path: string,
  key = "name",
): TemplateProblem[] {
  const code = nameProblem(name);
  if (code) return [atField(`${path}.${key}`, code, { name })];
  const first = all.findIndex((other) => other.name === name);
  return first < index ? [atField(`${path}.${key}`, "template_name_taken", { name })] : [];
}
