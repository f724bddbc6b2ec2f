"use client";
import { parseAsInteger, parseAsString, useQueryStates } from "nuqs";
import { useState } from "react";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import { bestDataset } from "./best-dataset.ts";
import type { DatasetChoice, PreviewModel } from "./template-view.ts";
import type { PreviewChoice } from "./use-preview.ts";

const ABOUT = {
  dataset: parseAsString,
  row: parseAsInteger,
  language: parseAsString,
  model: parseAsString,
};

type Chosen = Omit<PreviewChoice, "language"> & {
  language: string | null;
  /** The template that it was chosen for: another one may read other columns. */
  templateId: string;
};

/**
 * The row, language and model that are looked at: what the address names, until something is chosen, else what was chosen
 * last. It is remembered by the browser: an author looks at the same dataset all day, as long as it has what the template
 * reads.
 */
export function usePreviewChoice(
  templateId: string,
  inputs: readonly { name: string }[],
  datasets: DatasetChoice[],
  models: PreviewModel[],
  firstLanguage: string,
): [PreviewChoice, (part: Partial<PreviewChoice>) => void] {
  const [stored, store] = useStoredState<Chosen | null>("template-preview", null);
  const [about, setAbout] = useQueryStates(ABOUT);
  // What is typed now changes nothing of what is looked at.
  const [first] = useState(inputs);
  const best = bestDataset(first, datasets, stored?.datasetId ?? null);
  const isChosenHere = stored?.templateId === templateId;
  const last = isChosenHere ? datasets.find(({ id }) => id === stored.datasetId) : best;
  const named = datasets.find(({ id }) => id === about.dataset);
  const dataset = named ?? last;
  const namedModel = models.find(({ id }) => id === about.model);
  const model = namedModel ?? models.find(({ id }) => id === stored?.modelId) ?? models[0];
  const lastRow = stored && dataset?.id === stored.datasetId ? stored.rowNumber : 1;
  const rowNumber = (named && about.row) ?? lastRow;
  const language = about.language ?? stored?.language ?? null;
  const choice = {
    datasetId: dataset?.id ?? null,
    rowNumber: Math.min(Math.max(1, rowNumber), dataset?.rowCount ?? 1),
    language: language ?? firstLanguage,
    modelId: model?.id ?? null,
  };
  const choose = (part: Partial<PreviewChoice>) => {
    store({ ...choice, language, ...part, templateId });
    if (Object.values(about).some((one) => one !== null)) void setAbout(null);
  };
  return [choice, choose];
}
