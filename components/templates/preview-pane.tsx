"use client";
import { useLocale, useTranslations } from "next-intl";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { TemplateBody } from "#lib/templates/template.ts";
import { languageName } from "./language-name.ts";
import { PreviewChoiceFields } from "./preview-choice-fields.tsx";
import { PreviewFigures } from "./preview-figures.tsx";
import { PreviewMessages } from "./preview-messages.tsx";
import { PreviewOutcome } from "./preview-outcome.tsx";
import { PreviewRules } from "./preview-rules.tsx";
import { PreviewTerms } from "./preview-terms.tsx";
import type { DatasetChoice, PreviewModel } from "./template-view.ts";
import { type PreviewChoice, usePreview } from "./use-preview.ts";

export interface PreviewPaneProps {
  body: TemplateBody;
  /** The step of a chain that is looked at; `null` for a template of one prompt. */
  step: number | null;
  datasets: DatasetChoice[];
  models: PreviewModel[];
  choice: PreviewChoice;
  onChoose: (part: Partial<PreviewChoice>) => void;
}

/** What really goes out for one real row, what it takes and what it costs. */
export function PreviewPane({ body, step, datasets, models, choice, onChoose }: PreviewPaneProps) {
  const t = useTranslations("templates.preview");
  const locale = useLocale();
  const preview = usePreview(body, choice);
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("title")}</h2>
      <div className="flex flex-col gap-2 border-line border-b p-3">
        <PreviewChoiceFields {...{ body, datasets, models, choice, onChoose }} />
      </div>
      {preview.isPending ? (
        <div className="flex flex-col gap-2 p-3">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-40" />
        </div>
      ) : null}
      {preview.error ? <ProblemCallout error={preview.error} className="m-3" /> : null}
      {preview.data ? (
        <div aria-busy={preview.isPlaceholderData}>
          <PreviewFigures preview={preview.data} />
          <PreviewOutcome preview={preview.data} />
          {preview.data.override ? (
            <p className="border-line border-b px-3 py-2 text-muted text-xs">
              {t("override", { language: languageName(preview.data.override, locale) })}
            </p>
          ) : null}
          <PreviewRules rules={body.rules} fired={preview.data.rules} />
          <PreviewTerms terms={preview.data.terms} glossaryIds={body.glossaryIds} />
          <PreviewMessages preview={preview.data} step={step} />
        </div>
      ) : null}
    </section>
  );
}
