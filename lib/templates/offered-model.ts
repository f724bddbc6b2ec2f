import type { Db } from "#db/client.ts";
import { findModel, findPriceAt } from "#db/queries/models.ts";
import type { LanguageOverride } from "./language-override.ts";

/** A model that a language may ask. */
export interface OfferedModel {
  id: string;
  name: string;
  isForText: boolean;
  isArchived: boolean;
  isPriced: boolean;
}

/** The models that languages of a template name, archived ones among them; without a question where they name none. */
export async function loadOfferedModels(
  tx: Db,
  overrides: Readonly<Record<string, LanguageOverride>>,
): Promise<OfferedModel[]> {
  const offered: OfferedModel[] = [];
  for (const id of new Set(Object.values(overrides).flatMap(modelsNamed))) {
    const found = await findModel(tx, id);
    if (!found) continue;
    const { model, provider } = found;
    const isPriced = (await findPriceAt(tx, id, new Date())) !== null;
    const isArchived = model.archivedAt !== null || provider.archivedAt !== null;
    offered.push({ id, name: model.name, isForText: model.kind === "text", isArchived, isPriced });
  }
  return offered;
}

function modelsNamed({ modelId, stepModelIds = {} }: LanguageOverride): string[] {
  return [...(modelId === undefined ? [] : [modelId]), ...Object.values(stepModelIds)];
}
