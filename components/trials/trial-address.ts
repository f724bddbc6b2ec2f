import {
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsInteger,
  parseAsJson,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { z } from "zod";
import { PARTS } from "#lib/datasets/split.ts";
import { SAMPLE_METHODS } from "#lib/trials/sample.ts";
import { MAX_VARIANTS } from "#lib/trials/trial.ts";
import type { Trial } from "./trial-answers.ts";
import type { TrialDraft } from "./trial-draft.ts";

/** The variants of a draft as an address holds them. */
export const variantsSchema = z
  .array(
    z.object({
      templateVersionId: z.string().nullable(),
      modelId: z.string().nullable(),
      temperature: z.number().nullable(),
      maxOutputTokens: z.number().nullable(),
    }),
  )
  .min(1)
  .max(MAX_VARIANTS);

/** A trial as it is put together: an address with variants holds all of it, so that a reload, Back and a link keep it. */
export const trialAddress = {
  regressionSetId: parseAsString,
  datasetId: parseAsString,
  variants: parseAsJson(variantsSchema),
  method: parseAsStringLiteral(SAMPLE_METHODS),
  part: parseAsStringLiteral(PARTS),
  size: parseAsInteger,
  languages: parseAsArrayOf(parseAsString),
  // What a trial can be begun from; the variants that follow stand for themselves.
  templateVersionId: parseAsString,
  modelId: parseAsString,
};

export type TrialAddress = inferParserType<typeof trialAddress>;

/** The address of a draft. */
export function addressOfDraft(draft: TrialDraft): TrialAddress {
  const { regressionSetId, datasetId, variants, method, part, size, languages } = draft;
  return {
    // All cases of a set are asked: nothing is drawn.
    ...(regressionSetId
      ? { regressionSetId, datasetId: null, method: null, part: null, size: null }
      : { regressionSetId: null, datasetId, method, part, size }),
    variants: variants.map(({ key: _, ...variant }) => variant),
    languages: languages.length > 0 ? languages : null,
    ...{ templateVersionId: null, modelId: null },
  };
}

/** Where a trial is put together that is made as this one was: of the same part, as many rows and the same variants. */
export function hrefOfTrialAgain({
  regressionSet,
  dataset,
  variants,
  sample,
  languages,
}: TriedTrial): string {
  const [first] = variants;
  // Of a set the versions that are compared today are those of today.
  if (regressionSet) {
    const { id: regressionSetId, templateId } = regressionSet;
    const asked = new URLSearchParams({ regressionSetId, templateId, modelId: first?.modelId ?? "" });
    return `/trials/new?${asked}`;
  }
  const draft: TrialDraft = {
    ...{ regressionSetId: null, datasetId: dataset.id, languages },
    ...{ method: sample.method, part: sample.part, size: sample.size },
    variants: variants.map(({ templateVersionId, modelId, parameters }, key) => ({
      ...{ key, templateVersionId, modelId },
      temperature: parameters.temperature ?? null,
      maxOutputTokens: parameters.maxOutputTokens ?? null,
    })),
  };
  return createSerializer(trialAddress)("/trials/new", addressOfDraft(draft));
}

type TriedTrial = Pick<Trial, "languages"> & {
  regressionSet: Pick<NonNullable<Trial["regressionSet"]>, "id" | "templateId"> | null;
  dataset: Pick<Trial["dataset"], "id">;
  variants: Pick<Trial["variants"][number], "templateVersionId" | "modelId" | "parameters">[];
  sample: Pick<Trial["sample"], "method" | "part" | "size">;
};

/** The draft in an address; `first` where it holds none. */
export function draftOfAddress(address: TrialAddress, first: () => TrialDraft): TrialDraft {
  const { regressionSetId, datasetId, variants, method, part, size, languages } = address;
  if (!variants) return first();
  return {
    regressionSetId,
    datasetId,
    variants: variants.map((variant, key) => ({ key, ...variant })),
    method: method ?? "stratified",
    part,
    size: size ?? 0,
    languages: languages ?? [],
  };
}
