"use client";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Select } from "#components/ui/select.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { RowPick } from "#lib/templates/pick-row.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { languageName } from "./language-name.ts";
import type { DatasetChoice, PreviewModel } from "./template-view.ts";
import { type Preview, type PreviewChoice, pickRow, usePreview } from "./use-preview.ts";

const SAMPLES = "samples";
const NO_MODEL = "none";
const PICKS: RowPick[] = ["random", "longest", "emptiest"];

export interface PreviewPaneProps {
  body: TemplateBody;
  datasets: DatasetChoice[];
  models: PreviewModel[];
  choice: PreviewChoice;
  onChoose: (part: Partial<PreviewChoice>) => void;
}

/** What really goes out for one real row, what it takes and what it costs. */
export function PreviewPane({ body, datasets, models, choice, onChoose }: PreviewPaneProps) {
  const t = useTranslations("templates.preview");
  const locale = useLocale();
  const preview = usePreview(body, choice);
  const dataset = datasets.find(({ id }) => id === choice.datasetId);
  const languages = body.languages.includes(choice.language)
    ? body.languages
    : [choice.language, ...body.languages];
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("title")}</h2>
      <div className="flex flex-col gap-2 border-line border-b p-3">
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
            options={[
              { value: NO_MODEL, label: t("noModel") },
              ...models.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onValueChange={(id) => onChoose({ modelId: id === NO_MODEL ? null : id })}
          />
        </div>
        {dataset ? (
          <RowChoice
            body={body}
            dataset={dataset}
            rowNumber={choice.rowNumber}
            onChoose={(rowNumber) => onChoose({ rowNumber })}
          />
        ) : null}
      </div>
      {preview.isPending ? (
        <div className="flex flex-col gap-2 p-3">
          <Skeleton className="h-5 w-40" />
          <Skeleton className="h-40" />
        </div>
      ) : null}
      {preview.error ? <ProblemCallout error={preview.error} className="m-3" /> : null}
      {preview.data ? <PreviewOf preview={preview.data} isStale={preview.isPlaceholderData} /> : null}
    </section>
  );
}

function RowChoice({
  body,
  dataset,
  rowNumber,
  onChoose,
}: {
  body: TemplateBody;
  dataset: DatasetChoice;
  rowNumber: number;
  onChoose: (rowNumber: number) => void;
}) {
  const t = useTranslations("templates.preview");
  const [picking, setPicking] = useState<RowPick | null>(null);
  const pick = async (which: RowPick) => {
    setPicking(which);
    try {
      onChoose(await pickRow(body, dataset.id, which));
    } finally {
      setPicking(null);
    }
  };
  return (
    <div className="flex flex-wrap items-center gap-1">
      <NumberInput
        aria-label={t("row")}
        className="w-16"
        plain
        min={1}
        max={dataset.rowCount}
        value={rowNumber}
        onValueChange={(value) => value !== null && onChoose(Math.min(Math.max(1, value), dataset.rowCount))}
      />
      <span className="me-auto text-muted text-xs">{t("ofRows", { count: dataset.rowCount })}</span>
      {PICKS.map((which) => (
        <Button key={which} size="sm" loading={picking === which} onClick={() => void pick(which)}>
          {t(`pick.${which}`)}
        </Button>
      ))}
    </div>
  );
}

function PreviewOf({ preview, isStale }: { preview: Preview; isStale: boolean }) {
  const t = useTranslations("templates.preview");
  return (
    <div aria-busy={isStale}>
      <dl className="flex flex-wrap gap-x-6 gap-y-1 border-line border-b px-3 py-2">
        <Fact label={t("inputTokens")}>
          <NumberText value={preview.tokens?.input} />
        </Fact>
        <Fact label={t("outputTokens")} rough={preview.tokens !== null}>
          <NumberText value={preview.tokens?.assumedOutput} />
        </Fact>
        <Fact label={t("cost")} rough={preview.cost !== null}>
          <span
            title={
              preview.cost
                ? t("costParts", {
                    input: `${preview.cost.input.amount} ${preview.cost.input.currency}`,
                    output: `${preview.cost.assumedOutput.amount} ${preview.cost.assumedOutput.currency}`,
                  })
                : undefined
            }
          >
            <MoneyText value={preview.cost?.total} />
          </span>
          {preview.cost?.simulated ? <SimulatedMark /> : null}
        </Fact>
        {preview.costProblem ? (
          <p className="w-full text-warning-text text-xs">{preview.costProblem}</p>
        ) : null}
      </dl>
      <Outcome preview={preview} />
      {preview.messages.map(({ role, content }) => (
        <article key={role} aria-label={t(`role.${role}`)} className="border-line border-b">
          <header className="flex items-center justify-between px-3 pt-2">
            <h3 className="font-medium text-muted text-xs">{t(`role.${role}`)}</h3>
            <CopyButton text={content} />
          </header>
          <pre className="whitespace-pre-wrap break-words px-3 pb-3 font-mono text-xs leading-5">
            {content}
          </pre>
        </article>
      ))}
      <Disclosure label={<span className="text-muted text-xs">{t("rowValues")}</span>}>
        <dl className="grid grid-cols-[minmax(0,8rem)_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
          {Object.entries(preview.row.values).map(([name, value]) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="truncate font-mono text-muted">{name}</dt>
              <dd className="break-words">{value === "" ? <span className="text-faint">—</span> : value}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </div>
  );
}

function Outcome({ preview: { kind, missingInput, problems } }: { preview: Preview }) {
  const t = useTranslations("templates.preview");
  if (kind === "skipped")
    return (
      <Callout tone="warning" className="m-3">
        {t("skipped", { input: missingInput ?? "" })}
      </Callout>
    );
  if (kind === "blocked")
    return (
      <Callout tone="danger" className="m-3">
        {t("blocked", { input: missingInput ?? "" })}
      </Callout>
    );
  if (kind === "broken")
    return (
      <Callout tone="danger" className="m-3" title={t("broken")}>
        {problems.find(({ severity }) => severity === "error")?.message}
      </Callout>
    );
  return null;
}

function Fact({ label, rough = false, children }: { label: string; rough?: boolean; children: ReactNode }) {
  const t = useTranslations("templates.preview");
  return (
    <div>
      <dt className="text-muted text-xs">
        {label}
        {rough ? (
          <abbr title={t("roughHint")} className="ms-1 text-faint no-underline">
            ({t("rough")})
          </abbr>
        ) : null}
      </dt>
      <dd className="flex items-center gap-1.5 font-medium">{children}</dd>
    </div>
  );
}
