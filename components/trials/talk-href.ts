import type { Trial, TrialCell, TrialVariant } from "./trial-answers.ts";

/** Where a cell's row is talked about, with its model; `null` where its template is gone. */
export function talkHref(
  { dataset }: Pick<Trial, "dataset">,
  { templateId, modelId }: Pick<TrialVariant, "templateId" | "modelId">,
  { rowNumber, language }: Pick<TrialCell, "rowNumber" | "language">,
): string | null {
  if (templateId === null || modelId === null) return null;
  const about = { dataset: dataset.id, row: String(rowNumber), language, model: modelId };
  return `/templates/${templateId}?${new URLSearchParams({ conversation: "new", ...about })}`;
}
