import type { ModelNames } from "#db/queries/models.ts";
import { type AskedByBatch, otherwiseAsked } from "#lib/calls/language-models.ts";
import { type NamedModel, namedModel } from "#lib/models/named-model.ts";

/** A language that asks other models than its run's, and whom. */
export interface NamedLanguageModels {
  language: string;
  models: NamedModel[];
}

/** The languages of a run that ask other models than it does. @param names of these; one that is gone has none. */
export function namedLanguageModels(
  asked: AskedByBatch,
  names: ReadonlyMap<string, ModelNames>,
): NamedLanguageModels[] {
  return otherwiseAsked(asked).map(({ language, modelIds }) => ({
    language,
    models: modelIds.map((id) => namedModel(id, names)),
  }));
}
