"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { DueField } from "./due-field.tsx";
import { LanguagesField } from "./languages-field.tsx";
import { datasetChange, type LaunchChange, versionChange } from "./launch-changes.ts";
import { type LaunchChoices, unmatchedInputs, versionAndNewer } from "./launch-choices.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import { ScopeField } from "./scope-field.tsx";

export interface LaunchWhatProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  offeredLanguages: string[];
  inputs: { name: string; required: boolean; onMissing: string }[];
  /** Of the dataset; `null` until they are known. */
  columns: string[] | null;
  onChange: (change: LaunchChange) => void;
}

/** Dataset, rows, template version, languages and a name. */
export function LaunchWhat({ plan, choices, offeredLanguages, inputs, columns, onChange }: LaunchWhatProps) {
  const t = useTranslations("batches.launch");
  const dataset = choices.datasets.find(({ id }) => id === plan.datasetId);
  const { chosen, newer } = versionAndNewer(choices, plan.templateVersionId);
  const chooseVersion = (versionId: string | null) => onChange(versionChange(plan, choices, versionId));
  const unmatched = unmatchedInputs(inputs, columns);
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("dataset")} hint={choices.datasets.length === 0 ? t("noDatasets") : undefined} group>
        <Combobox
          aria-label={t("dataset")}
          placeholder={t("chooseDataset")}
          value={plan.datasetId}
          onValueChange={(datasetId) => onChange(datasetChange(plan, choices, datasetId))}
          options={choices.datasets.map(({ id, name, rowCount }) => ({
            value: id,
            label: name,
            hint: t("rows", { rows: rowCount }),
          }))}
        />
      </Field>
      <Field label={t("template")} hint={choices.versions.length === 0 ? t("noTemplates") : undefined} group>
        <Combobox
          aria-label={t("template")}
          placeholder={t("chooseTemplate")}
          value={plan.templateVersionId}
          onValueChange={chooseVersion}
          options={choices.versions.map(({ versionId, templateName, number }) => ({
            value: versionId,
            label: t("versionOf", { template: templateName, number }),
          }))}
        />
      </Field>
      {chosen && (chosen.inProduction || plan.follows !== null) ? (
        <Checkbox
          checked={plan.follows !== null}
          onCheckedChange={(isFollowed) => onChange({ follows: isFollowed ? chosen.templateId : null })}
          label={t("follow")}
        />
      ) : null}
      {chosen && newer && plan.follows === null ? (
        <Callout
          action={
            <Button size="sm" onClick={() => chooseVersion(newer.versionId)}>
              {t("takeNewer", { number: newer.number })}
            </Button>
          }
        >
          {t("newerVersion", { chosen: chosen.number, newer: newer.number })}
        </Callout>
      ) : null}
      {unmatched.length > 0 ? (
        <Callout tone="warning">
          {t("unmatched", { inputs: unmatched.join(", ") })}{" "}
          <TextLink href={chosen ? `/datasets/new?template=${chosen.templateId}` : "/datasets/new"}>
            {t("importAnother")}
          </TextLink>
        </Callout>
      ) : null}
      {offeredLanguages.length > 1 ? (
        <LanguagesField plan={plan} offered={offeredLanguages} onChange={onChange} />
      ) : null}
      <ScopeField plan={plan} rowCount={dataset?.rowCount} onChange={onChange} />
      <DueField plan={plan} onChange={onChange} />
      <Field label={t("name")} optional>
        <Input
          value={plan.name}
          onValueChange={(name) => onChange({ name })}
          placeholder={plan.suggestedName}
          maxLength={200}
          autoComplete="off"
        />
      </Field>
    </div>
  );
}
