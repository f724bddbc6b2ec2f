"use client";
import { useLocale, useTranslations } from "next-intl";
import { Select } from "#components/ui/select.tsx";
import type { TemplateBody } from "#lib/templates/template.ts";
import { languageName } from "./language-name.ts";
import { PreviewRowChoice } from "./preview-row-choice.tsx";
import type { DatasetChoice, PreviewModel } from "./template-view.ts";
import type { PreviewChoice } from "./use-preview.ts";

const SAMPLES = "samples";
const NO_MODEL = "none";

export interface PreviewChoiceFieldsProps {
  body: TemplateBody;
  datasets: DatasetChoice[];
  models: PreviewModel[];
  choice: PreviewChoice;
  onChoose: (part: Partial<PreviewChoice>) => void;
  /** Whether a model has to be chosen. */
  needsModel?: boolean;
}

/** The row, the language and the model that a template is looked at with. */
export function PreviewChoiceFields({
  body,
  datasets,
  models,
  choice,
  onChoose,
  needsModel = false,
}: PreviewChoiceFieldsProps) {
  const t = useTranslations("templates.preview");
  const locale = useLocale();
  const dataset = datasets.find(({ id }) => id === choice.datasetId);
  const languages = body.languages.includes(choice.language)
    ? body.languages
    : [choice.language, ...body.languages];
  const named = models
    .filter(({ kind }) => kind === "text")
    .map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <div className="grid grid-cols-2 gap-2">
        <Select
          size="sm"
          className="w-full min-w-0"
          aria-label={t("dataset")}
          value={choice.datasetId ?? SAMPLES}
          options={[
            { value: SAMPLES, label: t("samples") },
            ...datasets.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onValueChange={(id) => onChoose({ datasetId: id === SAMPLES ? null : id, rowNumber: 1 })}
        />
        <Select
          size="sm"
          className="w-full min-w-0"
          aria-label={t("language")}
          value={choice.language}
          options={languages.map((code) => ({ value: code, label: languageName(code, locale) }))}
          onValueChange={(language) => onChoose({ language })}
        />
        <Select
          size="sm"
          className="col-span-2 w-full"
          aria-label={t("model")}
          value={choice.modelId ?? NO_MODEL}
          options={
            needsModel && choice.modelId !== null
              ? named
              : [{ value: NO_MODEL, label: t("noModel") }, ...named]
          }
          onValueChange={(id) => onChoose({ modelId: id === NO_MODEL ? null : id })}
        />
      </div>
      {dataset ? (
        <PreviewRowChoice
          body={body}
          dataset={dataset}
          rowNumber={choice.rowNumber}
          onChoose={(rowNumber) => onChoose({ rowNumber })}
        />
      ) : null}
    </>
  );
}
