"use client";
import { useTranslations } from "next-intl";
import type { BatchPreview } from "#components/batches/answers.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import type { LaunchChange } from "./launch-changes.ts";
import type { LaunchChoices } from "./launch-choices.ts";
import { LaunchMode } from "./launch-mode.tsx";
import type { LaunchPlan } from "./launch-plan.ts";
import { LaunchReview } from "./launch-review.tsx";
import { ModelFields } from "./model-fields.tsx";
import { OffPeakField } from "./off-peak-field.tsx";
import { StartField } from "./start-field.tsx";

export interface LaunchHowProps {
  plan: LaunchPlan;
  choices: LaunchChoices;
  /** Whether what is made asks a model; else there is nothing to say of one. */
  asksModel: boolean;
  /** Whether one is to be chosen; else its steps say whom they ask. */
  choosesModel: boolean;
  /** What the launch would be; `null` until it is known. */
  preview: BatchPreview | null;
  /** Names of the dataset's columns; none while they are unknown. */
  columns: readonly string[];
  /** A schedule is being changed: it does not turn into a single launch. */
  mustRepeat: boolean;
  onChange: (change: LaunchChange) => void;
}

/** Model, its parameters, who reads what it makes, and when to start. */
export function LaunchHow({
  plan,
  choices,
  asksModel,
  choosesModel,
  preview,
  columns,
  mustRepeat,
  onChange,
}: LaunchHowProps) {
  const t = useTranslations("batches.launch");
  const words = useTranslations("batches");
  return (
    <div className="flex flex-col gap-4">
      {choosesModel ? (
        <>
          <ModelFields plan={plan} choices={choices} onChange={onChange} />
          {preview && preview.languageModels.length > 0 ? (
            <Callout tone="info">
              {t("languagesAsk")}
              <ul className="mt-1">
                {preview.languageModels.map(({ language, models }) => (
                  <li key={language}>
                    {words("languageModel", { language, models: models.map(({ name }) => name).join(", ") })}
                  </li>
                ))}
              </ul>
            </Callout>
          ) : null}
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t("maxOutputTokens")} hint={t("maxOutputTokensHint")} optional>
              <NumberInput
                min={1}
                max={200_000}
                placeholder={preview ? String(preview.maxOutputTokens) : undefined}
                value={plan.maxOutputTokens}
                onValueChange={(maxOutputTokens) => onChange({ maxOutputTokens })}
              />
            </Field>
            <Field
              label={t("temperature")}
              hint={t(plan.temperature === 0 ? "temperatureZeroHint" : "temperatureHint")}
              optional
            >
              <NumberInput
                min={0}
                max={2}
                step={0.1}
                value={plan.temperature}
                onValueChange={(temperature) => onChange({ temperature })}
              />
            </Field>
          </div>
          <LaunchMode plan={plan} preview={preview?.mode ?? null} onChange={onChange} />
        </>
      ) : (
        <Callout>{t(asksModel ? "modelsOfSteps" : "madeWithoutModel")}</Callout>
      )}
      <LaunchReview reviewPlan={plan.reviewPlan} preview={preview} columns={columns} onChange={onChange} />
      <StartField plan={plan} choices={choices} mustRepeat={mustRepeat} onChange={onChange} />
      <OffPeakField value={plan.offPeak} onChange={(offPeak) => onChange({ offPeak })} />
    </div>
  );
}
