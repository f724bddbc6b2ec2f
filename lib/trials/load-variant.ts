import type { Db } from "#db/client.ts";
import { findArchivedTemplate, findVersion, type VersionRow } from "#db/queries/templates.ts";
import type { JudgeAgreement } from "#lib/checks/by-model/agreement.ts";
import { loadAgreements } from "#lib/checks/by-model/load-agreements.ts";
import { makeModelChecks } from "#lib/checks/by-model/make-model-checks.ts";
import { type ChecksRefusalCode, checksRefusal } from "#lib/checks/checks-refusal.ts";
import { fixGlossaries } from "#lib/glossaries/fix-glossaries.ts";
import type { GlossaryMatcher } from "#lib/glossaries/glossary-matcher.ts";
import { type GlossaryVersion, loadPromptTerms } from "#lib/glossaries/load-glossaries.ts";
import { type RecipeIn, recipesByLanguage } from "#lib/items/recipes-by-language.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallParameters } from "#lib/models/endpoints/chat-request.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { blindModel } from "#lib/templates/blind-model.ts";
import type { JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import { inLanguage } from "#lib/templates/in-language.ts";
import { type OffersRefusalCode, offersRefusal } from "#lib/templates/offers-refusal.ts";
import { loadRunModel, type RunModelRefusal } from "#lib/templates/run-model.ts";
import {
  loadStepModels,
  type StepModelRefusal,
  type StepModels,
  stepsAsked,
} from "#lib/templates/step-models.ts";
import { type TemplateVersion, templateBodySchema } from "#lib/templates/template.ts";
import { toollessModel } from "#lib/templates/toolless-model.ts";
import type { Variant } from "./trial.ts";
import type { TrialParameters } from "./trial-parameters.ts";

/** A variant with all that asking it takes. Holds the provider's open key. */
export interface LoadedVariant {
  version: TemplateVersion;
  model: CallableModel;
  /** Those that steps of a chain ask in place of `model`. */
  stepModels: StepModels;
  parameters: CallParameters;
  recipeIn: RecipeIn;
  /** Of its template's glossaries; `null` for none. */
  terms: GlossaryMatcher | null;
  /** Who judges it besides its own judges, because it is compared with a version that has them. */
  judges: readonly JudgeSpec[];
  /** The versions these are at. */
  glossaries: readonly GlossaryVersion[];
}

export type VariantRefusal =
  | "template_version_not_found"
  | "template_archived"
  | ChecksRefusalCode
  | RunModelRefusal
  | "model_takes_no_pictures"
  | "model_calls_no_tools"
  | StepModelRefusal
  | OffersRefusalCode;

/**
 * Loads a variant's version and model, with the model's price in force now.
 * @param kept the version and the glossaries as they were kept with the trial, because these may change meanwhile; `judges`
 * are those that judge it besides its own.
 */
export async function loadVariant(
  tx: Db,
  variant: Pick<Variant, "templateVersionId"> & {
    modelId?: string | undefined;
    parameters?: TrialParameters | undefined;
    /** Those that are made; all that the version does otherwise in where nobody has chosen yet. */
    languages?: readonly string[] | undefined;
  },
  kept: {
    version?: TemplateVersion | undefined;
    glossaries?: readonly GlossaryVersion[] | undefined;
    judges?: readonly JudgeSpec[] | undefined;
  } = {},
): Promise<Result<LoadedVariant, VariantRefusal>> {
  const isUnderWay = kept.glossaries !== undefined;
  const found = kept.version ?? (await findVersion(tx, variant.templateVersionId));
  const version = found && readVersion(found);
  if (!version) return refuse("template_version_not_found");
  // A trial that is under way is brought to its end.
  const archived = isUnderWay ? null : await findArchivedTemplate(tx, version.templateId);
  if (archived) return refuse("template_archived", { name: archived.name });
  const unmade = isUnderWay ? null : await checksRefusal(tx, version.checks, version.evaluators);
  if (unmade) return unmade;
  const untold = isUnderWay ? null : await offersRefusal(tx, version);
  if (untold) return untold;
  const fixed = kept.glossaries ? accept(kept.glossaries) : await fixGlossaries(tx, version);
  if (!fixed.ok) return fixed;
  const model = await loadRunModel(tx, version, variant);
  if (!model.ok) return model;
  const stepModels = await loadStepModels(
    tx,
    [
      ...stepsAsked(version, "trial", variant.languages),
      ...(kept.judges ?? []).map(({ name, modelId }) => ({ name, modelId })),
    ],
    model.value.price.currency,
  );
  if (!stepModels.ok) return stepModels;
  const toolless = isUnderWay
    ? null
    : unfitIn(toollessModel, version, variant.languages, [model.value, stepModels.value]);
  if (toolless) return refuse("model_calls_no_tools", { model: toolless.name });
  const blind = isUnderWay
    ? null
    : unfitIn(blindModel, version, variant.languages, [model.value, stepModels.value]);
  if (blind) return refuse("model_takes_no_pictures", { model: blind.name });
  const glossaries = fixed.value;
  const terms = await loadPromptTerms(tx, version, glossaries);
  const agreements = await loadAgreements(tx, version);
  return accept({
    ...withModel(version, model.value, {
      parameters: variant.parameters ?? {},
      terms,
      agreements,
      judges: kept.judges,
    }),
    stepModels: stepModels.value,
    judges: kept.judges ?? [],
    terms,
    glossaries,
  });
}

function unfitIn(
  isUnfit: typeof blindModel,
  version: TemplateVersion,
  languages: readonly string[] | undefined,
  models: [CallableModel, StepModels],
): CallableModel | null {
  const named = Object.keys(version.languageOverrides).map((language) => inLanguage(version, language));
  const bodies = languages?.map((language) => inLanguage(version, language)) ?? [version, ...named];
  return bodies.map((body) => isUnfit(body, ...models)).find((unfit) => unfit !== null) ?? null;
}

/** A version as it was kept, as the template room knows it now. @throws when it was written with other rules. */
function readVersion(row: VersionRow | TemplateVersion): TemplateVersion {
  const { id, templateId, number, state } = row;
  return { id, templateId, number, state, ...templateBodySchema.parse(row) };
}

function withModel(
  version: TemplateVersion,
  model: CallableModel,
  {
    parameters: { maxOutputTokens, temperature, topP, seed },
    terms,
    agreements,
    judges,
  }: {
    judges: readonly JudgeSpec[] | undefined;
    parameters: TrialParameters;
    terms: GlossaryMatcher | null;
    agreements: ReadonlyMap<string, JudgeAgreement>;
  },
): Pick<LoadedVariant, "version" | "model" | "parameters" | "recipeIn"> {
  const parameters = {
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(seed !== undefined && { seed }),
  };
  return {
    version,
    model,
    parameters,
    recipeIn: trialRecipes(version, { maxOutputTokens }, terms, { agreements, judges }),
  };
}

/**
 * How the cells of a variant are made. @param terms of its template's glossaries, at the versions that the trial fixed.
 * @param by how often each judge of its template says what people say, and who judges it besides these.
 */
export function trialRecipes(
  version: TemplateVersion,
  { maxOutputTokens }: Pick<TrialParameters, "maxOutputTokens">,
  terms: GlossaryMatcher | null,
  {
    agreements,
    judges = [],
  }: {
    agreements?: ReadonlyMap<string, JudgeAgreement> | undefined;
    judges?: readonly JudgeSpec[] | undefined;
  } = {},
): RecipeIn {
  const evaluators = [...version.evaluators, ...judges];
  const modelChecks = makeModelChecks({ ...version, evaluators }, "trial", agreements);
  // Somebody looks at it: an outage of the provider is told soon rather than waited out.
  return recipesByLanguage(
    version,
    { maxOutputTokens },
    { hasFallback: false, waitsOutOutages: false, terms, modelChecks },
  );
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
