import type { DatasetColumn } from "#lib/datasets/dataset.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";

/** The columns that a launch needs values of: those whose rows would stop it, and those that would be left out. */
export function inputColumns({ inputs }: Pick<TemplateVersion, "inputs">): {
  /** Every row must have a value. */
  blocking: string[];
  /** Columns the dataset must have, because nothing stands in for them. */
  needed: string[];
} {
  const required = inputs.filter((input) => input.required);
  return {
    blocking: required.filter(({ onMissing }) => onMissing === "block").map(({ name }) => name),
    needed: required
      .filter(
        ({ onMissing, default: fallback }) =>
          onMissing === "block" || (onMissing === "default" && fallback === undefined),
      )
      .map(({ name }) => name),
  };
}

/** The columns of a dataset that a template reads as numbers and whose values nobody has looked at yet. */
export function numberColumns(
  { inputs }: Pick<TemplateVersion, "inputs">,
  columns: readonly Pick<DatasetColumn, "name" | "type">[],
): string[] {
  const unseen = new Set(columns.filter(({ type }) => type !== "number").map(({ name }) => name));
  return inputs.filter(({ name, type }) => type === "number" && unseen.has(name)).map(({ name }) => name);
}
