"use client";
import { Play, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { MAX_VARIANTS } from "#lib/trials/trial.ts";
import { EstimatePanel } from "./estimate-panel.tsx";
import {
  firstDraft,
  type SetChoice,
  type TrialChoices,
  withChangedVariant,
  withoutVariant,
  withVariant,
} from "./trial-draft.ts";
import { TrialLacks } from "./trial-lacks.tsx";
import { TrialRowsFields } from "./trial-rows-fields.tsx";
import { useNewTrial } from "./use-new-trial.ts";
import { VariantFields } from "./variant-fields.tsx";

export interface NewTrialPageProps extends TrialChoices {
  datasetId: string | null;
  templateVersionId: string | null;
  modelId: string | null;
  regressionSet: SetChoice | null;
}

/** A trial is put together: what is compared, on which rows, and what that costs before it starts. */
export function NewTrialPage({ datasets, versions, models, regressionSet, ...asked }: NewTrialPageProps) {
  const t = useTranslations("trials.new");
  const tList = useTranslations("trials");
  const choices = { datasets, versions, models };
  const { draft, setDraft, ...trial } = useNewTrial(
    () => firstDraft(choices, asked, regressionSet),
    versions,
  );
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: tList("title"), href: "/trials" }]}
        title={t("title")}
        facts={[t("about")]}
      />
      {regressionSet ? null : <TrialLacks {...choices} />}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid gap-4">
          {regressionSet ? (
            <SetRows regressionSet={regressionSet} />
          ) : (
            <TrialRowsFields draft={draft} datasets={datasets} versions={versions} onChange={setDraft} />
          )}
          {draft.variants.map((variant, index) => (
            <VariantFields
              key={variant.key}
              index={index}
              variant={variant}
              versions={versions}
              models={models}
              onChange={(changed) => setDraft(withChangedVariant(draft, changed))}
              onRemove={
                draft.variants.length > 1 ? () => setDraft(withoutVariant(draft, variant.key)) : undefined
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
          estimate={trial.estimate}
          isPending={trial.isEstimating}
          problem={trial.problem}
          action={
            <Button
              variant="primary"
              icon={<Play aria-hidden />}
              loading={trial.isStarting}
              disabled={!trial.canStart}
              onClick={() => void trial.start()}
            >
              {t("start")}
            </Button>
          }
        />
      </div>
    </>
  );
}

function SetRows({ regressionSet: { id, templateId, name, version, cases } }: { regressionSet: SetChoice }) {
  const t = useTranslations("trials.new.set");
  return (
    <Card title={t("title")}>
      <p>
        <TextLink className="underline" href={`/templates/${templateId}/regression-sets/${id}`}>
          {name}
        </TextLink>{" "}
        <span className="text-muted">{t("facts", { version, cases })}</span>
      </p>
      <p className="mt-1 text-muted text-xs">{t("hint")}</p>
    </Card>
  );
}
