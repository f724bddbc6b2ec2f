import type { ToolInputSchema } from "#lib/tools/tool.ts";
import { fieldsOfStep } from "./step-fields.ts";
import type { InputColumn, TemplateStep } from "./template.ts";

/**
 * What a tool's inputs are where nobody said: the template's input of the same name, else the only earlier step's field
 * that is called so. What there is none of, or several, is left out.
 */
export function bindByName(
  { properties }: Pick<ToolInputSchema, "properties">,
  inputs: readonly Pick<InputColumn, "name">[],
  earlier: readonly TemplateStep[],
): Record<string, string> {
  return Object.fromEntries(
    Object.keys(properties).flatMap((name) => {
      if (name === "language" || inputs.some((input) => input.name === name)) return [[name, name]];
      const fields = earlier.flatMap((step) =>
        fieldsOfStep(step)?.includes(name) ? [`steps.${step.name}.${name}`] : [],
      );
      const [field] = fields;
      return fields.length === 1 && field !== undefined ? [[name, field]] : [];
    }),
  );
}
