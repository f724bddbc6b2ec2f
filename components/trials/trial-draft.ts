import type { SampleMethod } from "#lib/trials/sample.ts";
import { MAX_VARIANTS } from "#lib/trials/trial.ts";

/** A version that can be tried; `number` is `null` for a draft. */
export interface VersionChoice {
  id: string;
  template: string;
  number: number | null;
  languages: string[];
}

export interface VariantDraft {
  /** Tells the rows of the form apart. */
  key: number;
  templateVersionId: string | null;
  modelId: string | null;
  temperature: number | null;
  maxOutputTokens: number | null;
}

/** A trial as it is being put together. */
export interface TrialDraft {
  datasetId: string | null;
  variants: VariantDraft[];
  method: SampleMethod;
  size: number;
  languages: string[];
}

/** What is sent; `null` while something is missing. */
export function requestOf({ datasetId, variants, method, size, languages }: TrialDraft) {
  const complete = variants.flatMap(({ templateVersionId, modelId, temperature, maxOutputTokens }) =>
    templateVersionId && modelId
      ? [
          {
            templateVersionId,
            modelId,
            parameters: {
              ...(temperature !== null && { temperature }),
              ...(maxOutputTokens !== null && { maxOutputTokens }),
            },
          },
        ]
      : [],
  );
  if (!datasetId || complete.length !== variants.length || size < 1) return null;
  return {
    datasetId,
    variants: complete,
    sample: { size, method },
    ...(languages.length > 0 && { languages }),
  };
}

/** The draft with one more variant, like the last one, so that one thing at a time can be changed. */
export function withVariant(draft: TrialDraft): TrialDraft {
  const last = draft.variants.at(-1);
  if (!last || draft.variants.length >= MAX_VARIANTS) return draft;
  return { ...draft, variants: [...draft.variants, { ...last, key: last.key + 1 }] };
}

/** "A", "B", "C", "D": how variants are called. */
export function variantLetter(index: number): string {
  return String.fromCharCode(65 + index);
}
