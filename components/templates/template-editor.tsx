"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { api } from "#components/api/client.ts";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import { BackupCallout } from "./backup-callout.tsx";
import { EditorHeader } from "./editor-header.tsx";
import { InputsPanel } from "./inputs-panel.tsx";
import { LanguagesPanel } from "./languages-panel.tsx";
import { OutputsPanel } from "./outputs-panel.tsx";
import { PreviewPane } from "./preview-pane.tsx";
import { SectionsPanel } from "./sections-panel.tsx";
import type { DatasetChoice, EditedTemplate, PreviewModel } from "./template-view.ts";
import { useDraft } from "./use-draft.ts";
import type { PreviewChoice } from "./use-preview.ts";
import { useProblems } from "./use-problems.ts";
import { VersionsPanel } from "./versions-panel.tsx";

export interface TemplateEditorProps {
  template: EditedTemplate;
  datasets: DatasetChoice[];
  models: PreviewModel[];
  mayWrite: boolean;
}

/** A template's draft: what it reads, what it says, what it asks for, and what goes out for a real row. */
export function TemplateEditor({ template, datasets, models, mayWrite }: TemplateEditorProps) {
  const t = useTranslations("templates.editor");
  const { draft } = template;
  const edited = useDraft(template.id, draft);
  const { body, change, save } = edited;
  const problems = useProblems(body);
  const readOnly = !mayWrite || template.archived;
  const [choice, choose] = usePreviewChoice(datasets, models, body.languages[0] ?? "en");
  const dataset = useQuery({
    ...api.datasets.get.queryOptions({ input: { id: choice.datasetId ?? "" } }),
    enabled: choice.datasetId !== null,
    staleTime: 60_000,
  }).data;
  const chosen = dataset && choice.datasetId ? dataset : null;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.metaKey || event.ctrlKey) || event.defaultPrevented)
        return;
      event.preventDefault();
      void save();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [save]);

  return (
    <>
      <EditorHeader template={template} draft={edited} problems={problems} readOnly={readOnly} />
      {readOnly ? null : <BackupCallout draft={edited} />}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[17rem_minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4 lg:order-last xl:order-first">
          <InputsPanel
            inputs={body.inputs}
            onChange={(inputs) => change({ inputs })}
            dataset={chosen}
            problems={problems}
            readOnly={readOnly}
          />
          <OutputsPanel
            outputs={body.outputs}
            onChange={(outputs) => change({ outputs })}
            problems={problems}
            readOnly={readOnly}
          />
          <LanguagesPanel
            languages={body.languages}
            onChange={(languages) => change({ languages })}
            problems={problems}
            readOnly={readOnly}
          />
        </div>
        <section aria-label={t("sections")} className="min-w-0">
          <SectionsPanel
            body={body}
            onChange={(sections) => change({ sections })}
            onSave={() => void save()}
            dataset={chosen}
            problems={problems}
            readOnly={readOnly}
          />
        </section>
        <div className="flex min-w-0 flex-col gap-4">
          <PreviewPane body={body} datasets={datasets} models={models} choice={choice} onChoose={choose} />
          <VersionsPanel template={template} draft={edited} readOnly={readOnly} />
        </div>
      </div>
    </>
  );
}

type Chosen = Omit<PreviewChoice, "language"> & { language: string | null };

const SAMPLE_VALUES: Chosen = { datasetId: null, rowNumber: 1, language: null, modelId: null };

// Remembered by the browser: an author looks at the same dataset all day, whichever template it is.
function usePreviewChoice(
  datasets: DatasetChoice[],
  models: PreviewModel[],
  firstLanguage: string,
): [PreviewChoice, (part: Partial<PreviewChoice>) => void] {
  const [stored, store] = useStoredState<Chosen | null>("template-preview", null);
  const known = stored ?? { ...SAMPLE_VALUES, datasetId: datasets[0]?.id ?? null };
  const dataset = datasets.find(({ id }) => id === known.datasetId);
  const model = models.find(({ id }) => id === known.modelId) ?? models[0];
  const choice = {
    datasetId: dataset?.id ?? null,
    rowNumber: Math.min(known.rowNumber, dataset?.rowCount ?? 1),
    language: known.language ?? firstLanguage,
    modelId: model?.id ?? null,
  };
  return [choice, (part) => store({ ...known, ...part })];
}
