/** What a batch keeps of whom it asks. */
export interface AskedByBatch {
  modelId: string;
  stepModelIds: readonly string[];
  languageModelIds: readonly string[];
  languages: readonly string[];
}

/** The model that makes a batch's outputs in a language: its own, where its languages ask no others. */
export function modelIdIn({ modelId, languageModelIds, languages }: AskedByBatch, language: string): string {
  return languageModelIds[languages.indexOf(language) * widthOf({ languageModelIds, languages })] ?? modelId;
}

/** Whom a step asks in a language. */
export function modelIdAt(batch: AskedByBatch, language: string, step: number): string {
  const { languages, languageModelIds, stepModelIds, modelId } = batch;
  if (languageModelIds.length === 0) return stepModelIds[step] ?? modelId;
  const width = widthOf(batch);
  const isKnown = step + 1 < width;
  return (
    (isKnown && languageModelIds[languages.indexOf(language) * width + 1 + step]) ||
    modelIdIn(batch, language)
  );
}

/** All that a batch may ask but its second model, each once. */
export function modelIdsOf({ modelId, stepModelIds, languageModelIds }: AskedByBatch): string[] {
  return [...new Set([modelId, ...stepModelIds, ...languageModelIds])];
}

/**
 * The places of languages that the same models make, together; none where all ask alike. Their items are kept apart, so that
 * nobody waits at one model's gate for another's, and a provider's batch goes to one.
 */
export function languageGroups(batch: AskedByBatch): number[][] {
  const { languages, languageModelIds } = batch;
  if (languageModelIds.length === 0) return [];
  const width = widthOf(batch);
  const placesByModels = Map.groupBy(languages.keys(), (place) =>
    languageModelIds.slice(place * width, (place + 1) * width).join(),
  );
  return placesByModels.size > 1 ? [...placesByModels.values()] : [];
}

/** The languages that ask others than their run does, each with whom. */
export function otherwiseAsked(batch: AskedByBatch): { language: string; modelIds: string[] }[] {
  const { languages, languageModelIds, stepModelIds, modelId } = batch;
  const width = widthOf(batch);
  const asRun = [modelId, ...stepModelIds].join();
  return languages.flatMap((language, place) => {
    const [maker, ...bySteps] = languageModelIds.slice(place * width, (place + 1) * width);
    if (maker === undefined || [maker, ...bySteps].join() === asRun) return [];
    return [{ language, modelIds: bySteps.length > 0 ? [...new Set(bySteps)] : [maker] }];
  });
}

function widthOf({
  languageModelIds,
  languages,
}: Pick<AskedByBatch, "languageModelIds" | "languages">): number {
  return languageModelIds.length / languages.length;
}
