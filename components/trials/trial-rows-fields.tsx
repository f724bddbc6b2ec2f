import { useTranslations } from "next-intl";
import { PartSelect } from "#components/datasets/part-select.tsx";
import { Card } from "#components/ui/card.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { SAMPLE_METHODS } from "#lib/trials/sample.ts";
import { MAX_CELLS } from "#lib/trials/trial.ts";
import { LanguagesField } from "./languages-field.tsx";
import { languagesOf, type TrialChoices, type TrialDraft } from "./trial-draft.ts";

export interface TrialRowsFieldsProps extends Pick<TrialChoices, "datasets" | "versions"> {
  draft: TrialDraft;
  onChange: (draft: TrialDraft) => void;
}

/** Which rows are tried, how they are drawn, and in which languages. */
export function TrialRowsFields({ draft, datasets, versions, onChange }: TrialRowsFieldsProps) {
  const t = useTranslations("trials.new");
  return (
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
            onValueChange={(datasetId) => onChange({ ...draft, datasetId, part: null })}
            placeholder={t("chooseDataset")}
          />
        </Field>
        <Field label={t("size")} hint={t("sizeHint", { most: MAX_CELLS })}>
          <NumberInput
            value={draft.size}
            min={1}
            max={MAX_CELLS}
            onValueChange={(size) => onChange({ ...draft, size: size ?? 1 })}
          />
        </Field>
        {datasets.some(({ id, isSplit }) => isSplit && id === draft.datasetId) ? (
          <Field label={t("part")} hint={t("partHint")} group className="sm:col-span-2">
            <PartSelect part={draft.part} onPart={(part) => onChange({ ...draft, part })} />
          </Field>
        ) : null}
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
            onValueChange={(method) => onChange({ ...draft, method })}
          />
        </Field>
        <LanguagesField
          offered={languagesOf(draft, versions)}
          chosen={draft.languages}
          onChange={(languages) => onChange({ ...draft, languages })}
        />
      </div>
    </Card>
  );
}
