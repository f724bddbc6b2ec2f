"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Play, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useDeferredValue, useState } from "react";
import { api, client, problemOf } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { SAMPLE_METHODS } from "#lib/trials/sample.ts";
import { MAX_CELLS, MAX_VARIANTS } from "#lib/trials/trial.ts";
import { EstimatePanel } from "./estimate-panel.tsx";
import { LanguagesField } from "./languages-field.tsx";
import { requestOf, type TrialDraft, type VersionChoice, withVariant } from "./trial-draft.ts";
import { type ModelChoice, VariantFields } from "./variant-fields.tsx";

export interface NewTrialPageProps {
  datasets: { id: string; name: string; rowCount: number }[];
  versions: VersionChoice[];
  models: ModelChoice[];
  datasetId: string | null;
  templateVersionId: string | null;
  modelId: string | null;
}

const USUAL_ROWS = 10;

/** A trial is put together: what is compared, on which rows, and what that costs before it starts. */
export function NewTrialPage({ datasets, versions, models, ...asked }: NewTrialPageProps) {
  const t = useTranslations("trials.new");
  const tList = useTranslations("trials");
  const router = useRouter();
  const [isStarting, setIsStarting] = useState(false);
  const [draft, setDraft] = useState<TrialDraft>(() => ({
    datasetId: knownOr(datasets, asked.datasetId),
    variants: [
      {
        key: 0,
        templateVersionId: knownOr(versions, asked.templateVersionId),
        modelId: knownOr(models, asked.modelId) ?? models.find(({ hasPrice }) => hasPrice)?.id ?? null,
        temperature: null,
        maxOutputTokens: null,
      },
    ],
    method: "stratified",
    size: USUAL_ROWS,
    languages: [],
  }));
  const request = requestOf(useDeferredValue(draft));
  const estimate = useQuery({
    ...api.trials.estimate.queryOptions({ input: request ?? EMPTY_REQUEST }),
    enabled: request !== null,
    placeholderData: keepPreviousData,
  });
  const templateLanguages = [
    ...new Set(
      draft.variants.flatMap(
        (variant) => versions.find(({ id }) => id === variant.templateVersionId)?.languages ?? [],
      ),
    ),
  ];

  async function start() {
    const wanted = requestOf(draft);
    if (!wanted) return;
    setIsStarting(true);
    try {
      const { id } = await client.trials.launch(wanted);
      router.push(`/trials/${id}`);
    } catch (error) {
      showToast({ tone: "danger", title: problemOf(error)?.detail ?? t("notStarted") });
      setIsStarting(false);
    }
  }

  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: tList("title"), href: "/trials" }]}
        title={t("title")}
        facts={[t("about")]}
      />
      <Lacks datasets={datasets.length} versions={versions.length} models={models.length} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid gap-4">
          <Card title={t("rows")}>
            <div className="grid gap-4 p-1 sm:grid-cols-2">
              <Field label={t("dataset")}>
                <Combobox
                  options={datasets.map(({ id, name, rowCount }) => ({
                    value: id,
                    label: name,
                    hint: t("rowCount", { count: rowCount }),
                  }))}
                  value={draft.datasetId}
                  onValueChange={(datasetId) => setDraft({ ...draft, datasetId })}
                  placeholder={t("chooseDataset")}
                />
              </Field>
              <Field label={t("size")} hint={t("sizeHint", { most: MAX_CELLS })}>
                <NumberInput
                  value={draft.size}
                  min={1}
                  max={MAX_CELLS}
                  onValueChange={(size) => setDraft({ ...draft, size: size ?? 1 })}
                />
              </Field>
              <Field label={t("method")} group className="sm:col-span-2">
                <RadioGroup
                  aria-label={t("method")}
                  inline
                  cards
                  value={draft.method}
                  options={SAMPLE_METHODS.map((method) => ({
                    value: method,
                    label: t(`methods.${method}`),
                    hint: t(`methodHints.${method}`),
                  }))}
                  onValueChange={(method) => setDraft({ ...draft, method })}
                />
              </Field>
              <LanguagesField
                offered={templateLanguages}
                chosen={draft.languages}
                onChange={(languages) => setDraft({ ...draft, languages })}
              />
            </div>
          </Card>
          {draft.variants.map((variant, index) => (
            <VariantFields
              key={variant.key}
              index={index}
              variant={variant}
              versions={versions}
              models={models}
              onChange={(changed) =>
                setDraft({
                  ...draft,
                  variants: draft.variants.map((one) => (one.key === changed.key ? changed : one)),
                })
              }
              onRemove={
                draft.variants.length > 1
                  ? () =>
                      setDraft({
                        ...draft,
                        variants: draft.variants.filter(({ key }) => key !== variant.key),
                      })
                  : undefined
              }
            />
          ))}
          <Button
            className="justify-self-start"
            icon={<Plus aria-hidden />}
            disabled={draft.variants.length >= MAX_VARIANTS}
            onClick={() => setDraft(withVariant(draft))}
          >
            {t("addVariant")}
          </Button>
        </div>
        <EstimatePanel
          estimate={request ? (estimate.data ?? null) : null}
          isPending={request !== null && estimate.isFetching}
          problem={request ? (problemOf(estimate.error)?.detail ?? null) : null}
          action={
            <Button
              variant="primary"
              icon={<Play aria-hidden />}
              loading={isStarting}
              disabled={requestOf(draft) === null || estimate.isError}
              onClick={() => void start()}
            >
              {t("start")}
            </Button>
          }
        />
      </div>
    </>
  );
}

const EMPTY_REQUEST = { datasetId: "", variants: [], sample: { size: 1, method: "first" as const } };

/** What a trial needs and is not there yet, with the way to it. */
function Lacks({ datasets, versions, models }: { datasets: number; versions: number; models: number }) {
  const t = useTranslations("trials.new.lacks");
  return (
    <div className="mb-4 grid gap-2 empty:hidden">
      {datasets === 0 ? (
        <Callout
          action={
            <LinkButton size="sm" href="/datasets/new">
              {t("upload")}
            </LinkButton>
          }
        >
          {t("dataset")}
        </Callout>
      ) : null}
      {versions === 0 ? (
        <Callout
          action={
            <LinkButton size="sm" href="/templates">
              {t("write")}
            </LinkButton>
          }
        >
          {t("template")}
        </Callout>
      ) : null}
      {models === 0 ? (
        <Callout
          action={
            <LinkButton size="sm" href="/settings/models">
              {t("add")}
            </LinkButton>
          }
        >
          {t("model")}
        </Callout>
      ) : null}
    </div>
  );
}

function knownOr(choices: readonly { id: string }[], asked: string | null): string | null {
  if (choices.some(({ id }) => id === asked)) return asked;
  return choices.length === 1 ? (choices[0]?.id ?? null) : null;
}
