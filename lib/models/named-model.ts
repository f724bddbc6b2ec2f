import type { ModelNames } from "#db/queries/models.ts";

/** A model with the names that people know it by. */
export type NamedModel = { id: string } & ModelNames;

/** A model by its names; one that is not among them has none. */
export function namedModel(id: string, names: ReadonlyMap<string, ModelNames>): NamedModel {
  return { id, ...(names.get(id) ?? { name: "", provider: "" }) };
}
