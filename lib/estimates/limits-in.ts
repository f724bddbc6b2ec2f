import { byLanguage } from "#lib/by-language.ts";
import type { CallableModel, ModelLimits } from "#lib/models/callable-model.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

/** What the model of a language may take: that of the run where the template names none for it. */
export function limitsIn({
  version: { languageOverrides },
  model,
  stepModels,
}: {
  version: Pick<TemplateBody, "languageOverrides">;
  model: Pick<CallableModel, "limits">;
  stepModels: ReadonlyMap<string, Pick<CallableModel, "limits">>;
}): (language: string) => ModelLimits {
  return (language) => {
    const named = byLanguage(languageOverrides, language)?.value.modelId;
    return ((named !== undefined && stepModels.get(named)) || model).limits;
  };
}
