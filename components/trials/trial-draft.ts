import type { Part } from "#lib/datasets/split.ts";
import type { SampleMethod } from "#lib/trials/sample.ts";
import { MAX_VARIANTS } from "#lib/trials/trial.ts";

/** A version that can be tried; `number` is `null` for a draft. */
export interface VersionChoice {
  id: string;
  template: string;
  number: number | null;
  languages: string[];
  /** A run of picture steps alone asks no model. */
  asksModel: boolean;
}

export interface ModelChoice {
  id: string;
  name: string;
  providerName: string;
  simulated: boolean;
  hasPrice: boolean;
}

export interface VariantDraft {
  /** Tells the rows of the form apart. */
  key: number;
  templateVersionId: string | null;
  modelId: string | null;
  temperature: number | null;
  maxOutputTokens: number | null;
}

/** What a trial can be made of. */
export interface TrialChoices {
  datasets: readonly { id: string; name: string; rowCount: number; isSplit: boolean }[];
  versions: readonly VersionChoice[];
  models: readonly ModelChoice[];
}

/** A trial as it is being put together. */
export interface TrialDraft {
  /** In place of a dataset and what is drawn of it. */
  regressionSetId: string | null;
  datasetId: string | null;
  variants: VariantDraft[];
  method: SampleMethod;
  /** Of a dataset that is split; `null`: all of it. */
  part: Part | null;
  size: number;
  languages: string[];
}

const USUAL_ROWS = 10;

/** A regression set that is to be compared on, and the versions that usually are: the published one and the draft. */
export interface SetChoice {
  id: string;
  templateId: string;
  name: string;
  version: number;
  cases: number;
  versionIds: string[];
}

/** The draft a page opens with: one variant of what was asked for, or of what there is only one of. */
export function firstDraft(
  { datasets, versions, models }: TrialChoices,
  asked: Record<"datasetId" | "templateVersionId" | "modelId", string | null>,
  regressionSet: SetChoice | null = null,
): TrialDraft {
  const modelId = knownOr(models, asked.modelId) ?? models.find(({ hasPrice }) => hasPrice)?.id ?? null;
  const versionIds = regressionSet?.versionIds ?? [knownOr(versions, asked.templateVersionId)];
  return {
    regressionSetId: regressionSet?.id ?? null,
    datasetId: knownOr(datasets, asked.datasetId),
    variants: versionIds.map((templateVersionId, key) => ({
      ...{ key, templateVersionId, modelId },
      ...{ temperature: null, maxOutputTokens: null },
    })),
    method: "stratified",
    part: null,
    size: USUAL_ROWS,
    languages: [],
  };
}

function knownOr(choices: readonly { id: string }[], asked: string | null): string | null {
  if (choices.some(({ id }) => id === asked)) return asked;
  return choices.length === 1 ? (choices[0]?.id ?? null) : null;
}

/** Whether a variant asks a model; so it does while nobody has chosen what. */
export function asksModelIn(
  versions: readonly VersionChoice[],
  { templateVersionId }: VariantDraft,
): boolean {
  return versions.find(({ id }) => id === templateVersionId)?.asksModel ?? true;
}

/** What is sent; `null` while something is missing. */
export function requestOf(
  { regressionSetId, datasetId, variants, method, part, size, languages }: TrialDraft,
  versions: readonly VersionChoice[],
) {
  const complete = variants.flatMap((variant) => {
    const { templateVersionId, modelId, temperature, maxOutputTokens } = variant;
    if (!templateVersionId) return [];
    if (!asksModelIn(versions, variant)) return [{ templateVersionId }];
    const parameters = {
      ...(temperature !== null && { temperature }),
      ...(maxOutputTokens !== null && { maxOutputTokens }),
    };
    return modelId ? [{ templateVersionId, modelId, parameters }] : [];
  });
  if (complete.length !== variants.length) return null;
  if (regressionSetId) return { regressionSetId, variants: complete };
  if (!datasetId || size < 1) return null;
  return {
    datasetId,
    variants: complete,
    sample: { size, method, ...(part && { part }) },
    ...(languages.length > 0 && { languages }),
  };
}

/** The draft with one more variant, like the last one, so that one thing at a time can be changed. */
export function withVariant(draft: TrialDraft): TrialDraft {
  const last = draft.variants.at(-1);
  if (!last || draft.variants.length >= MAX_VARIANTS) return draft;
  return { ...draft, variants: [...draft.variants, { ...last, key: last.key + 1 }] };
}

/** The draft without one of its variants. */
export function withoutVariant(draft: TrialDraft, key: number): TrialDraft {
  return { ...draft, variants: draft.variants.filter((variant) => variant.key !== key) };
}

/** The draft with one variant changed. */
export function withChangedVariant(draft: TrialDraft, changed: VariantDraft): TrialDraft {
  return {
    ...draft,
    variants: draft.variants.map((variant) => (variant.key === changed.key ? changed : variant)),
  };
}

/** The languages of the templates that are tried, each once. */
export function languagesOf({ variants }: TrialDraft, versions: readonly VersionChoice[]): string[] {
  const languages = variants.flatMap(
    ({ templateVersionId }) => versions.find(({ id }) => id === templateVersionId)?.languages ?? [],
  );
  return [...new Set(languages)];
}

/** "A", "B", "C", "D": how variants are called. */
export function variantLetter(index: number): string {
  return String.fromCharCode(65 + index);
}
