"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LaunchPlan } from "./launch-plan.ts";
import type { LaunchChoices } from "./launch-wizard.tsx";

export interface LaunchWhatProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  offeredLanguages: string[];
  inputs: { name: string; required: boolean; onMissing: string }[];
  /** Of the dataset; `null` until they are known. */
  columns: string[] | null;
  onChange: (part: Partial<LaunchPlan>) => void;
}

/** Dataset, rows, template version, languages and a name. */
export function LaunchWhat({ plan, choices, offeredLanguages, inputs, columns, onChange }: LaunchWhatProps) {
  const t = useTranslations("batches.launch");
  const dataset = choices.datasets.find(({ id }) => id === plan.datasetId);
  const nameFor = (datasetId: string | null, versionId: string | null) => {
    const of = choices.datasets.find(({ id }) => id === datasetId)?.name;
    const template = choices.versions.find((version) => version.versionId === versionId)?.templateName;
    return [template, of].filter(Boolean).join(" · ");
  };
  const chosen = choices.versions.find(({ versionId }) => versionId === plan.templateVersionId);
  const newer = choices.versions.find(
    ({ templateId, number }) => chosen && templateId === chosen.templateId && number > chosen.number,
  );
  const unmatched = inputs.filter(
    ({ name, required, onMissing }) =>
      required && onMissing === "block" && columns !== null && !columns.includes(name),
  );
  const languages = plan.languages.length > 0 ? plan.languages : offeredLanguages;
  return (
    <div className="flex flex-col gap-4">
      <Field label={t("dataset")} hint={choices.datasets.length === 0 ? t("noDatasets") : undefined} group>
        <Combobox
          aria-label={t("dataset")}
          placeholder={t("chooseDataset")}
          value={plan.datasetId}
          onValueChange={(datasetId) =>
            onChange({ datasetId, suggestedName: nameFor(datasetId, plan.templateVersionId) })
          }
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
          onValueChange={(templateVersionId) =>
            onChange({
              templateVersionId,
              languages: [],
              suggestedName: nameFor(plan.datasetId, templateVersionId),
            })
          }
          options={choices.versions.map(({ versionId, templateName, number }) => ({
            value: versionId,
            label: t("versionOf", { template: templateName, number }),
          }))}
        />
      </Field>
      {chosen && newer ? (
        <Callout
          action={
            <Button
              size="sm"
              onClick={() =>
                onChange({
                  templateVersionId: newer.versionId,
                  languages: [],
                  suggestedName: nameFor(plan.datasetId, newer.versionId),
                })
              }
            >
              {t("takeNewer", { number: newer.number })}
            </Button>
          }
        >
          {t("newerVersion", { chosen: chosen.number, newer: newer.number })}
        </Callout>
      ) : null}
      {unmatched.length > 0 ? (
        <Callout tone="warning">
          {t("unmatched", { inputs: unmatched.map(({ name }) => name).join(", ") })}{" "}
          <TextLink href="/datasets/new">{t("importAnother")}</TextLink>
        </Callout>
      ) : null}
      {offeredLanguages.length > 1 ? (
        <Field label={t("languages")} group>
          <div className="flex flex-wrap gap-4">
            {offeredLanguages.map((language) => (
              <Checkbox
                key={language}
                label={language}
                checked={languages.includes(language)}
                disabled={languages.length === 1 && languages.includes(language)}
                onCheckedChange={(checked) =>
                  onChange({
                    languages: offeredLanguages.filter((one) =>
                      one === language ? checked : languages.includes(one),
                    ),
                  })
                }
              />
            ))}
          </div>
        </Field>
      ) : null}
      <Field label={t("scope")} group>
        <div className="flex flex-wrap items-center gap-3">
          <RadioGroup
            inline
            aria-label={t("scope")}
            value={plan.rowLimit === null ? "all" : "first"}
            onValueChange={(scope) => onChange({ rowLimit: scope === "all" ? null : 100 })}
            options={[
              { value: "all", label: t("allRows") },
              { value: "first", label: t("firstRows") },
            ]}
          />
          {plan.rowLimit === null ? null : (
            <NumberInput
              aria-label={t("firstRows")}
              className="w-36"
              min={1}
              max={dataset?.rowCount}
              value={plan.rowLimit}
              onValueChange={(rowLimit) => onChange({ rowLimit: rowLimit ?? 1 })}
            />
          )}
        </div>
      </Field>
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
