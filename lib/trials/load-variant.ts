import type { Db } from "#db/client.ts";
import { findModel } from "#db/queries/models.ts";
import { findVersion, type VersionRow } from "#db/queries/templates.ts";
import { type Recipe, recipeOf } from "#lib/items/recipe.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import type { CallParameters } from "#lib/models/endpoints/chat-request.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type TemplateVersion, templateBodySchema } from "#lib/templates/template.ts";
import type { Variant } from "./trial.ts";
import type { TrialParameters } from "./trial-parameters.ts";

/** A variant with all that asking it takes. Holds the provider's open key. */
export interface LoadedVariant {
  version: TemplateVersion;
  model: CallableModel;
  parameters: CallParameters;
  recipe: Recipe;
}

export type VariantRefusal =
  | "template_version_not_found"
  | "model_not_found"
  | "model_not_for_text"
  | "model_archived"
  | "unknown_price";

/**
 * Loads a variant's version and model, with the model's price in force now.
 * @param kept the version where it was kept with the trial, because a draft may change meanwhile.
 */
export async function loadVariant(
  tx: Db,
  variant: Pick<Variant, "templateVersionId" | "modelId"> & { parameters?: TrialParameters | undefined },
  kept?: TemplateVersion,
): Promise<Result<LoadedVariant, VariantRefusal>> {
  const row = kept ? null : await findVersion(tx, variant.templateVersionId);
  const version = kept ?? (row && readVersion(row));
  if (!version) return refuse("template_version_not_found");
  const found = await findModel(tx, variant.modelId);
  if (!found) return refuse("model_not_found");
  if (found.model.kind !== "text") return refuse("model_not_for_text", { model: found.model.name });
  const model = await loadCallableModel(tx, variant.modelId);
  if (!model.ok) {
    const { code, params } = model.refusal;
    return refuse(code === "not_found" ? "model_not_found" : code, params);
  }
  return accept(withModel(version, model.value, variant.parameters ?? {}));
}

/** A version of the database as the template room knows it. @throws when it was written with other rules. */
function readVersion(row: VersionRow): TemplateVersion {
  const { id, templateId, number, state, sections, inputs, outputs, languages } = row;
  const body = templateBodySchema.parse({ sections, inputs, outputs, languages });
  return { id, templateId, number, state, ...body };
}

function withModel(
  version: TemplateVersion,
  model: CallableModel,
  { maxOutputTokens, temperature, topP, seed }: TrialParameters,
): LoadedVariant {
  const parameters = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(seed !== undefined && { seed }),
  };
  return {
    version,
    model,
    parameters,
    // Somebody looks at it: an outage of the provider is told soon rather than waited out.
    recipe: recipeOf(version, { maxOutputTokens }, { hasFallback: false, waitsOutOutages: false }),
  };
}

/** Inputs that a dataset has no column for, and without which not one row could be asked. */
export function inputsNotIn(
  version: Pick<TemplateVersion, "inputs">,
  columns: readonly { name: string }[],
): string[] {
  const known = new Set(columns.map((column) => column.name));
  return version.inputs
    .filter((input) => input.required && input.onMissing !== "default" && !known.has(input.name))
    .map((input) => input.name);
}
