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

/** What makes a column of a dataset sure to hold what an input of the type needs. */
const SURE = { number: "number", picture: "url" } as const;

/** The columns of a dataset that a template reads as numbers, or pictures, and whose values nobody has looked at yet. */
export function unseenColumns(
  wanted: keyof typeof SURE,
  { inputs }: Pick<TemplateVersion, "inputs">,
  columns: readonly Pick<DatasetColumn, "name" | "type">[],
): string[] {
  const unseen = new Set(columns.filter(({ type }) => type !== SURE[wanted]).map(({ name }) => name));
  return inputs.filter(({ name, type }) => type === wanted && unseen.has(name)).map(({ name }) => name);
}
